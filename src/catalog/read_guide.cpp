// guide/*.yaml: whatever of the guide a file has; which file has what is for those who write it to say.

#include "base/error_codes.hpp"
#include "catalog/sections.hpp"

namespace zhupi::catalog {
namespace {

constexpr std::size_t most_words = 60;  ///< characters of one word that people use

void read_each(Reading& reading, const Node& list, const Take& one) { read_list(reading, list, one); }

Take words(Reading& reading, std::vector<std::string>& out) {
    return [&reading, &out](const Node& list) {
        read_list(reading, list, [&](const Node& child) { Into(reading).text(out.emplace_back(), most_words)(child); });
    };
}

void read_counter(Reading& reading, const Node& node, Guide& guide) {
    const Into into(reading);
    Counter counter;
    read_map(reading, node,
             {{"code", required, into.definition(Kind::counter, counter.code)},
              {"name", required, into.name(counter.name)},
              {"address", required, into.name(counter.address)},
              {"hours", required, into.name(counter.hours)},
              {"phone", required, into.text(counter.phone, 20)}});
    guide.counters.push_back(std::move(counter));
}

void read_desk(Reading& reading, const Node& node, Guide& guide) {
    const Into into(reading);
    std::string code;
    DepartmentDesk desk;
    const auto contact = [&](const Node& child) {
        read_map(reading, child,
                 {{"name", required, into.text(desk.contact.name, 50)},
                  {"post", required, into.name(desk.contact.post)},
                  {"phone", required, into.text(desk.contact.phone, 20)}});
    };
    read_map(reading, node,
             {{"code", required, into.reference(Kind::department, code)},
              {"counter", required, into.reference(Kind::counter, desk.counter)},
              {"complaints", required, into.text(desk.complaints, 20)},
              {"contact", required, contact}});
    guide.departments[code] = std::move(desk);
}

void read_blank(Reading& reading, const Node& node, MaterialGuide& material) {
    const Into into(reading);
    BlankLine line;
    read_map(reading, node,
             {{"zh", required, into.text(line.label.zh, 60)},
              {"en", required, into.text(line.label.en, 80)},
              {"sample", required, into.text(line.sample)},
              {"tall", optional, into.flag(line.tall)}});
    material.blank.push_back(std::move(line));
}

void read_material(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    std::string code;
    MaterialGuide material;
    const auto blank = [&](const Node& list) {
        read_each(reading, list, [&](const Node& child) { read_blank(reading, child, material); });
    };
    read_map(reading, node,
             {{"code", required, into.reference(Kind::material, code)},
              {"issuer", optional, into.name(material.issuer)},
              {"why", required, into.name(material.why)},
              {"basis", required, into.text(material.basis)},
              {"copies", optional, into.name(material.copies)},
              {"blank", optional, blank}});
    draft.guide_places["material/" + code] = reading.at(node.line);
    draft.guide.materials[code] = std::move(material);
}

void read_ground(Reading& reading, const Node& node, const std::string& item, ItemGuidance& guidance, Draft& draft) {
    const Into into(reading);
    Ground ground;
    read_map(reading, node,
             {{"material", required, into.reference(Kind::material, ground.material)},
              {"why", required, into.name(ground.why)},
              {"basis", required, into.text(ground.basis)}});
    draft.guide_places["ground/" + item + "/" + ground.material] = reading.at(node.line);
    guidance.grounds.push_back(std::move(ground));
}

void read_item(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    std::string code;
    if (const auto* given = node.find("code")) code = given->text;
    ItemGuidance guidance;
    const auto conditions = [&](const Node& list) {
        read_each(reading, list, [&](const Node& child) { into.name(guidance.conditions.emplace_back())(child); });
    };
    const auto grounds = [&](const Node& list) {
        read_each(reading, list, [&](const Node& child) { read_ground(reading, child, code, guidance, draft); });
    };
    read_map(reading, node,
             {{"code", required, into.reference(Kind::item, code)},
              {"conditions", required, conditions},
              {"words", optional, words(reading, guidance.words)},
              {"grounds", optional, grounds}});
    draft.guide_places["item/" + code] = reading.at(node.line);
    draft.guide.items[code] = std::move(guidance);
}

void read_general(Reading& reading, const Node& node, GeneralTerms& terms) {
    const Into into(reading);
    read_map(reading, node,
             {{"scope", required, into.name(terms.scope)},
              {"condition", required, into.name(terms.condition)},
              {"condition_basis", required, into.text(terms.condition_basis)},
              {"submission", required, into.name(terms.submission)},
              {"delivery", required, into.name(terms.delivery)},
              {"quantity", required, into.name(terms.quantity)},
              {"copies", required, into.name(terms.copies)},
              {"rights", required, into.name(terms.rights)},
              {"remedies", required, into.name(terms.remedies)},
              {"remedies_basis", required, into.text(terms.remedies_basis)},
              {"no_fee", required, into.name(terms.no_fee)},
              {"no_fee_basis", required, into.text(terms.no_fee_basis)},
              {"hotline", required, into.text(terms.hotline, 20)}});
}

void read_nature(Reading& reading, const Node& node, Guide& guide) {
    const Into into(reading);
    NatureTerms terms;
    read_map(reading, node,
             {{"nature", required, into.choice(terms.nature)},
              {"refusal", required, into.name(terms.refusal)},
              {"basis", required, into.text(terms.basis)}});
    guide.natures.push_back(std::move(terms));
}

void read_sample(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    std::string field, value;
    read_map(reading, node,
             {{"field", required, into.reference(Kind::field, field)}, {"value", required, into.text(value)}});
    draft.guide_places["field/" + field] = reading.at(node.line);
    draft.guide.samples[field] = value;
}

/// Whether an answer is one that the question offers; questions stand before the guide.
void check_answer(Reading& reading, const Node& node, const Catalog& catalog, const std::string& question,
                  const std::string& answer) {
    const auto asked = std::find_if(catalog.questions.begin(), catalog.questions.end(),
                                    [&](const Question& q) { return q.code == question; });
    if (asked == catalog.questions.end()) return;  // the reference says so
    const bool offered = std::any_of(asked->options.begin(), asked->options.end(),
                                     [&](const Option& option) { return option.code == answer; });
    const bool yes_no = asked->kind == AnswerKind::yes_no && (answer == "yes" || answer == "no");
    if (!offered && !yes_no)
        reading.report(err::city_option_unknown, node, {{"question", question}, {"value", answer}});
}

Take answers(Reading& reading, const Catalog& catalog, Answers& out) {
    return [&](const Node& node) {
        if (node.kind != Node::Kind::map) return read_map(reading, node, {});
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            reading.refer(Kind::question, node.keys[i].text, reading.at(node.keys[i].line));
            std::string answer;
            Into(reading).text(answer, 40)(node.children[i]);
            check_answer(reading, node.children[i], catalog, node.keys[i].text, answer);
            out[node.keys[i].text] = answer;
        }
    };
}

void read_intent(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    Intent intent;
    read_map(reading, node,
             {{"code", required, into.definition(Kind::intent, intent.code)},
              {"name", required, into.name(intent.name)},
              {"hint", required, into.name(intent.hint)},
              {"words", required, words(reading, intent.words)},
              {"answers", required, answers(reading, draft.catalog, intent.answers)}});
    draft.guide.intents.push_back(std::move(intent));
}

void read_measure(Reading& reading, const Node& node, Guide& guide) {
    const Into into(reading);
    Measure measure;
    read_map(reading, node,
             {{"question", required, into.reference(Kind::question, measure.question)},
              {"word", required, into.text(measure.word, most_words)},
              {"times", optional, into.number(measure.times, 1, 1'000'000)}});
    guide.measures.push_back(std::move(measure));
}

void read_hint(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    Hint hint;
    read_map(reading, node,
             {{"word", required, into.text(hint.word, most_words)},
              {"question", required, into.reference(Kind::question, hint.question)},
              {"answer", required, into.text(hint.answer, 40)}});
    check_answer(reading, node, draft.catalog, hint.question, hint.answer);
    draft.guide.hints.push_back(std::move(hint));
}

}  // namespace

void read_guide(Reading& reading, const Node& node, Draft& draft) {
    const auto each = [&](void (*read)(Reading&, const Node&, Draft&)) -> Take {
        return [&reading, &draft, read](const Node& list) {
            read_each(reading, list, [&](const Node& child) { read(reading, child, draft); });
        };
    };
    const auto each_of_guide = [&](void (*read)(Reading&, const Node&, Guide&)) -> Take {
        return [&reading, &draft, read](const Node& list) {
            read_each(reading, list, [&](const Node& child) { read(reading, child, draft.guide); });
        };
    };
    const auto general = [&](const Node& child) { read_general(reading, child, draft.guide.general); };
    read_map(reading, node,
             {{"counters", optional, each_of_guide(read_counter)},
              {"departments", optional, each_of_guide(read_desk)},
              {"general", optional, general},
              {"natures", optional, each_of_guide(read_nature)},
              {"materials", optional, each(read_material)},
              {"items", optional, each(read_item)},
              {"samples", optional, each(read_sample)},
              {"intents", optional, each(read_intent)},
              {"measures", optional, each_of_guide(read_measure)},
              {"hints", optional, each(read_hint)}});
}

}  // namespace zhupi::catalog
