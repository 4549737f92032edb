// From files to a compiled model: imports, types, references, order, programs.

#include "base/error_codes.hpp"
#include "dmn/boxed.hpp"
#include "dmn/compiled.hpp"
#include "dmn/types.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace zhupi::dmn {

namespace {

using feel::Builder;
using feel::Type;
using feel::Value;
using Kind = Element::Kind;

constexpr std::size_t max_models = 64;
constexpr std::size_t max_elements = 20'000;
constexpr std::size_t max_chain = 400;

struct LoadedModel {
    source::Definitions definitions;
    TypeTable types;
    std::map<std::string, std::size_t> by_id;                  ///< id → element
    std::vector<std::pair<std::string, std::size_t>> imports;  ///< import name → model; the name may be empty
};

class Loader {
public:
    explicit Loader(const Resolver& resolver) : resolver_(resolver), compiled_(std::make_shared<Compiled>()) {}

    Result<Model> run(std::string_view xml) {
        ZHUPI_CHECK(read_models(xml));
        const LoadedModel& root = models_.front();
        compiled_->name = root.definitions.name;
        compiled_->space = root.definitions.space;
        for (std::size_t m = models_.size(); m-- > 0;) define_types(m);
        for (std::size_t m = 0; m < models_.size(); ++m) {
            list_elements(m);
            if (m == 0) compiled_->own_elements = compiled_->elements.size();
        }
        if (compiled_->elements.size() > max_elements)
            return fail(err::dmn_too_many, {{"limit", std::to_string(max_elements)}});
        for (std::size_t e = 0; e < compiled_->elements.size(); ++e) connect(e);
        ZHUPI_CHECK(sort());
        for (const std::size_t e : order_) compile(e);
        for (std::size_t e = 0; e < compiled_->elements.size(); ++e) gather_inputs(e);
        for (std::size_t e = 0; e < compiled_->elements.size(); ++e) {
            const Type& type = compiled_->elements[e].type;
            if (type.tag() == Type::Tag::scalar && type.constraints().empty()) compiled_->nodes[e].plain = type.kind();
        }
        return Model(std::move(compiled_));
    }

private:
    // --- files ------------------------------------------------------------------------------------------------------

    /// Reads the model and all it imports, breadth first. A model that is imported twice is read once.
    Result<void> read_models(std::string_view xml) {
        ZHUPI_TRY(source::Definitions first, source::read(xml));
        models_.push_back({std::move(first), {}, {}, {}});
        compiled_->import_names.emplace_back();
        for (std::size_t m = 0; m < models_.size(); ++m) {
            const std::vector<source::Import> imports = models_[m].definitions.imports;
            for (const source::Import& import : imports) {
                const auto known = std::find_if(models_.begin(), models_.end(), [&](const LoadedModel& other) {
                    return other.definitions.space == import.space;
                });
                if (known != models_.end()) {
                    models_[m].imports.emplace_back(import.name, static_cast<std::size_t>(known - models_.begin()));
                    continue;
                }
                const auto text = resolver_ ? resolver_(import.space, import.location) : std::nullopt;
                if (!text) {
                    note(err::dmn_import, {{"name", import.name}, {"space", import.space}},
                         models_[m].definitions.name);
                    continue;
                }
                if (models_.size() >= max_models)
                    return fail(err::dmn_too_many, {{"limit", std::to_string(max_models)}});
                ZHUPI_TRY(source::Definitions next, source::read(*text));
                models_[m].imports.emplace_back(import.name, models_.size());
                models_.push_back({std::move(next), {}, {}, {}});
                compiled_->import_names.push_back(m == 0 ? import.name : std::string());
            }
        }
        return {};
    }

    void note(const ErrorCode& code, Params params, const std::string& element) {
        compiled_->problems.push_back({Error{&code, element, std::move(params)}, element, {}, {}});
    }

    void define_types(std::size_t m) {
        LoadedModel& model = models_[m];
        for (const auto& [name, imported] : model.imports)
            if (imported != m) model.types.add_import(name, models_[imported].types);
        model.types.add_items(model.definitions.items, [&](const std::string& item, const std::string& type) {
            note(err::dmn_type, {{"name", item}, {"type", type}}, item);
        });
    }

    Type type_of(std::size_t m, const std::string& owner, const std::string& name) {
        if (name.empty()) return {};
        if (auto own = models_[m].types.find(name)) return *own;
        if (auto built_in = Type::built_in(name)) return *built_in;
        note(err::dmn_type, {{"name", owner}, {"type", name}}, owner);
        return {};
    }

    // --- elements ---------------------------------------------------------------------------------------------------

    void add(std::size_t m, Kind kind, const std::string& name, const std::string& id, const Type& type,
             const source::Variable& variable) {
        models_[m].by_id.emplace(id, compiled_->elements.size());
        compiled_->elements.push_back({kind, name, id, models_[m].definitions.space, type});
        compiled_->nodes.emplace_back();
        compiled_->nodes.back().output_name = variable.name;
        compiled_->model_of.push_back(m);
    }

    void list_elements(std::size_t m) {
        const source::Definitions& d = models_[m].definitions;
        for (std::size_t i = 0; i < d.inputs.size(); ++i) {
            written_.push_back(i);
            add(m, Kind::input, d.inputs[i].name, d.inputs[i].id,
                type_of(m, d.inputs[i].name, d.inputs[i].variable.type), d.inputs[i].variable);
        }
        for (std::size_t i = 0; i < d.decisions.size(); ++i) {
            const source::Decision& decision = d.decisions[i];
            written_.push_back(i);
            const std::string& type = decision.variable.type.empty() ? decision.logic.type : decision.variable.type;
            add(m, Kind::decision, decision.name, decision.id, type_of(m, decision.name, type), decision.variable);
        }
        for (std::size_t i = 0; i < d.knowledge.size(); ++i) {
            const source::Knowledge& k = d.knowledge[i];
            written_.push_back(i);
            add(m, Kind::knowledge, k.name, k.id, knowledge_type(m, k), k.variable);
        }
        for (std::size_t i = 0; i < d.services.size(); ++i) {
            written_.push_back(i);
            add(m, Kind::service, d.services[i].name, d.services[i].id,
                type_of(m, d.services[i].name, d.services[i].variable.type), d.services[i].variable);
        }
    }

    Type knowledge_type(std::size_t m, const source::Knowledge& k) {
        Type declared = type_of(m, k.name, k.variable.type);
        if (declared.tag() == Type::Tag::function) return declared;
        // The type of a knowledge model's variable used to be that of its result (DMN 1.1).
        std::vector<Type> parameters;
        for (const source::Variable& p : k.function.variables) parameters.push_back(type_of(m, k.name, p.type));
        if (declared.is_any() && !k.function.children.empty())
            declared = type_of(m, k.name, k.function.children[0].type);
        return Type::function_of(std::move(parameters), declared);
    }

    std::optional<std::size_t> target(std::size_t m, const source::Reference& reference, const std::string& owner) {
        const LoadedModel* model = &models_[m];
        if (!reference.space.empty() && reference.space != model->definitions.space) {
            const auto known = std::find_if(models_.begin(), models_.end(), [&](const LoadedModel& other) {
                return other.definitions.space == reference.space;
            });
            model = known == models_.end() ? nullptr : &*known;
        }
        if (model != nullptr)
            if (const auto found = model->by_id.find(reference.id); found != model->by_id.end()) return found->second;
        note(err::dmn_reference, {{"name", owner}, {"target", reference.id}}, owner);
        return std::nullopt;
    }

    /// The name under which one model calls another.
    std::string import_name(std::size_t m, std::size_t other) const {
        for (const auto& [name, imported] : models_[m].imports)
            if (imported == other) return name;
        return {};
    }

    void connect(std::size_t e) {
        const std::size_t m = compiled_->model_of[e];
        const Element& element = compiled_->elements[e];
        Compiled::Node& node = compiled_->nodes[e];
        const auto require = [&](const std::vector<source::Reference>& references) {
            for (const source::Reference& r : references) {
                const auto other = target(m, r, element.name);
                if (!other || *other == e) continue;
                const std::size_t other_model = compiled_->model_of[*other];
                const std::string import = other_model == m ? std::string() : import_name(m, other_model);
                const std::string& name = compiled_->nodes[*other].output_name;
                const bool imported = !import.empty();
                auto known =
                    std::find_if(node.requirements.begin(), node.requirements.end(), [&](const Requirement& q) {
                        return q.imported == imported && q.name == (imported ? import : name);
                    });
                if (known == node.requirements.end())
                    known = node.requirements.insert(known, {imported ? import : name, {}, imported});
                known->parts.push_back({imported ? name : std::string(), *other});
            }
        };
        const source::Definitions& d = models_[m].definitions;
        if (element.kind == Kind::decision) {
            require(d.decisions[written_[e]].information);
            require(d.decisions[written_[e]].knowledge);
        } else if (element.kind == Kind::knowledge) {
            require(d.knowledge[written_[e]].knowledge);
        } else if (element.kind == Kind::service) {
            const source::Service& s = d.services[written_[e]];
            for (const auto& r : s.outputs)
                if (const auto other = target(m, r, s.name)) node.outputs.push_back(*other);
            // The parameters of a service: first its input data, then its input decisions (DMN 1.5, 10.4).
            for (const auto* references : {&s.input_data, &s.input_decisions})
                for (const auto& r : *references)
                    if (const auto other = target(m, r, s.name)) node.parameters.push_back(*other);
        }
    }

    // --- order ------------------------------------------------------------------------------------------------------

    /// What must be compiled before. A service comes after its outputs, whose types it takes.
    std::vector<std::size_t> needs(std::size_t e) const {
        std::vector<std::size_t> out = compiled_->nodes[e].outputs;
        for (const Requirement& r : compiled_->nodes[e].requirements)
            for (const auto& part : r.parts) out.push_back(part.element);
        return out;
    }

    /// Depth first, on a stack of its own: a long chain must not become a deep recursion here either.
    Result<void> sort() {
        enum class Mark : char { fresh, open, done };
        std::vector<Mark> marks(compiled_->elements.size(), Mark::fresh);
        std::vector<std::size_t> depths(compiled_->elements.size(), 1);
        for (std::size_t start = 0; start < marks.size(); ++start) {
            std::vector<std::size_t> stack{start};
            while (!stack.empty()) {
                const std::size_t e = stack.back();
                if (marks[e] == Mark::done) {
                    stack.pop_back();
                    continue;
                }
                if (marks[e] == Mark::open) {
                    for (const std::size_t n : needs(e)) depths[e] = std::max(depths[e], depths[n] + 1);
                    if (depths[e] > max_chain) return fail(err::dmn_too_many, {{"limit", std::to_string(max_chain)}});
                    marks[e] = Mark::done;
                    order_.push_back(e);
                    stack.pop_back();
                    continue;
                }
                marks[e] = Mark::open;
                for (const std::size_t n : needs(e)) {
                    if (marks[n] == Mark::open)
                        return fail(err::dmn_cycle, {{"name", compiled_->elements[n].name}},
                                    compiled_->elements[n].name);
                    if (marks[n] == Mark::fresh) stack.push_back(n);
                }
            }
        }
        return {};
    }

    // --- programs ---------------------------------------------------------------------------------------------------

    Builder builder(std::size_t m) {
        return Builder([this, m](std::string_view name) { return models_[m].types.find(name); });
    }

    void declare_requirements(Builder& builder, const Compiled::Node& node) {
        for (const Requirement& r : node.requirements) {
            if (!r.imported) {
                builder.input(r.name, compiled_->elements[r.parts.front().element].type);
                continue;
            }
            Type::Members members;
            for (const auto& part : r.parts) members.emplace_back(part.name, compiled_->elements[part.element].type);
            builder.input(r.name, Type::context_of(std::move(members)));
        }
    }

    void keep(std::size_t e, std::shared_ptr<const feel::Program> program) {
        Element& element = compiled_->elements[e];
        for (const feel::Problem& p : program->problems) {
            Problem problem{p.error, element.name, p.span, std::string(program->text(p.span))};
            problem.error.where = program->sources[p.span.source].label;
            compiled_->problems.push_back(std::move(problem));
        }
        if (element.type.is_any()) element.type = program->type;
        compiled_->nodes[e].program = std::move(program);
    }

    void compile(std::size_t e) {
        const std::size_t m = compiled_->model_of[e];
        Element& element = compiled_->elements[e];
        Compiled::Node& node = compiled_->nodes[e];
        const source::Definitions& d = models_[m].definitions;
        if (element.kind == Kind::input) return;
        if (element.kind == Kind::service) return define_service(e);
        Builder b = builder(m);
        declare_requirements(b, node);
        if (element.kind == Kind::decision) {
            const feel::Expr root = compile_boxed(b, d.decisions[written_[e]].logic, element.name, element.type);
            keep(e, b.finish(root));
            return;
        }
        const source::Knowledge& k = d.knowledge[written_[e]];
        const feel::Expr root = k.function.kind == source::Expression::Kind::none
                                    ? b.problem(err::dmn_no_logic, {{"name", k.name}}, {b.source(k.name, ""), 0, 0})
                                    : compile_function(b, k.function, k.name, element.type);
        const Type type = element.type;
        element.type = Type();
        keep(e, b.finish(root));
        if (element.type.tag() != Type::Tag::function) element.type = type;
        // What a knowledge model needs is knowledge again: it is worked out once and for all.
        feel::Machine machine;
        Evaluation evaluation(*compiled_, machine);
        std::vector<Value> inputs;
        for (const Requirement& r : node.requirements) inputs.push_back(evaluation.requirement(r));
        node.function = machine.run(*node.program, inputs);
    }

    void define_service(std::size_t e) {
        Element& element = compiled_->elements[e];
        Compiled::Node& node = compiled_->nodes[e];
        auto function = std::make_shared<feel::Function>();
        std::vector<Type> parameter_types;
        for (const std::size_t p : node.parameters) {
            function->parameters.push_back({compiled_->nodes[p].output_name, compiled_->elements[p].type});
            parameter_types.push_back(compiled_->elements[p].type);
        }
        Type result = element.type.tag() == Type::Tag::function ? element.type.result() : element.type;
        if (result.is_any() && node.outputs.size() == 1) result = compiled_->elements[node.outputs.front()].type;
        if (result.is_any() && node.outputs.size() > 1) {
            Type::Members members;
            for (const std::size_t o : node.outputs)
                members.emplace_back(compiled_->nodes[o].output_name, compiled_->elements[o].type);
            result = Type::context_of(std::move(members));
        }
        function->result = result;
        // The model holds the function, so the function must not hold the model.
        function->body = feel::Native([model = std::weak_ptr<const Compiled>(compiled_), e](
                                          feel::Machine& machine, std::span<const Value> arguments) {
            const auto alive = model.lock();
            if (!alive) return machine.fail(err::feel_not_function, {{"value", "decision service"}});
            Evaluation evaluation(*alive, machine);
            for (std::size_t i = 0; i < arguments.size(); ++i)
                evaluation.give(alive->nodes[e].parameters[i], arguments[i]);
            return evaluation.call_service(e);
        });
        node.function = Value(std::shared_ptr<const feel::Function>(function));
        element.type = Type::function_of(std::move(parameter_types), result);
    }

    /// All input data a decision depends on, in the order in which they are met.
    void gather_inputs(std::size_t e) {
        const Element& element = compiled_->elements[e];
        Compiled::Node& node = compiled_->nodes[e];
        if (element.kind == Kind::service || element.kind == Kind::input) return;
        std::set<std::size_t> seen;
        std::vector<std::size_t> stack{e};
        while (!stack.empty()) {
            const std::size_t at = stack.back();
            stack.pop_back();
            if (!seen.insert(at).second) continue;
            if (compiled_->elements[at].kind == Kind::input) node.parameters.push_back(at);
            for (const Requirement& r : compiled_->nodes[at].requirements)
                for (const auto& part : r.parts) stack.push_back(part.element);
        }
        std::sort(node.parameters.begin(), node.parameters.end());
        if (element.kind == Kind::decision) find_straight_way(node);
    }

    void find_straight_way(Compiled::Node& node) const {
        node.is_straight = std::all_of(node.requirements.begin(), node.requirements.end(), [&](const Requirement& r) {
            return !r.imported && compiled_->elements[r.parts.front().element].kind == Kind::input;
        });
        if (!node.is_straight) return;
        for (const Requirement& r : node.requirements) {
            const auto at = std::lower_bound(node.parameters.begin(), node.parameters.end(), r.parts.front().element);
            node.straight.push_back(static_cast<std::uint32_t>(at - node.parameters.begin()));
        }
    }

    const Resolver& resolver_;
    std::shared_ptr<Compiled> compiled_;
    std::vector<LoadedModel> models_;
    std::vector<std::size_t> written_;  ///< element → its place among the inputs, decisions … of its model
    std::vector<std::size_t> order_;
};

}  // namespace

Result<Model> load(std::string_view xml, const Resolver& resolver) { return Loader(resolver).run(xml); }

}  // namespace zhupi::dmn
