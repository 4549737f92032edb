// The only file that knows yaml-cpp. It listens to the parser's events instead of building yaml-cpp's own tree, which
// is several times slower and forgets the lines of keys.

#include "catalog/node.hpp"

#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace zhupi::catalog {
namespace {

int line_of(const YAML::Mark& mark) { return mark.line + 1; }

class Builder : public YAML::EventHandler {
public:
    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(mark, Node::Kind::text, {}); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw YAML::ParserException(mark, "aliases are not allowed");
    }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string& value) override {
        auto& top = open_.empty() ? root_ : *open_.back();
        if (!open_.empty() && top.kind == Node::Kind::map && top.keys.size() == top.children.size())
            top.keys.push_back({value, line_of(mark)});
        else
            add(mark, Node::Kind::text, value);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        open_.push_back(&add(mark, Node::Kind::list, {}));
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
        open_.push_back(&add(mark, Node::Kind::map, {}));
    }
    void OnMapEnd() override { open_.pop_back(); }

private:
    Node& add(const YAML::Mark& mark, Node::Kind kind, const std::string& text) {
        auto* node = &root_;
        if (!open_.empty()) {
            auto& parent = *open_.back();
            if (parent.kind == Node::Kind::map && parent.keys.size() == parent.children.size())
                throw YAML::ParserException(mark, "a key must be text");
            // Only the last child can be open, so a growing list never moves a node that open_ points to.
            node = &parent.children.emplace_back();
        }
        node->kind = kind;
        node->text = text;
        node->line = line_of(mark);
        return *node;
    }

    Node root_;
    std::vector<Node*> open_;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i].text == key) return &children[i];
    return nullptr;
}

tl::expected<Node, YamlError> parse_yaml(const std::string& text) {
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        Builder builder;
        if (!parser.HandleNextDocument(builder)) return tl::unexpected(YamlError{1, "the file is empty"});
        auto root = builder.take();
        Builder second;
        if (parser.HandleNextDocument(second))
            return tl::unexpected(YamlError{second.take().line, "a second document"});
        return root;
    } catch (const YAML::Exception& error) {
        return tl::unexpected(YamlError{error.mark.is_null() ? 1 : line_of(error.mark), error.msg});
    }
}

}  // namespace zhupi::catalog
