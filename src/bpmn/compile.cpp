#include "bpmn/compile.hpp"

#include "base/error_codes.hpp"
#include "bpmn/reach.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace zhupi::bpmn {
namespace {

class OpaqueExpression : public Expression {
public:
    Result<json::Raw> evaluate(const Data&) const override { return fail(err::bpmn_expression, {{"text", ""}}); }
};

class OpaqueLanguage : public ExpressionLanguage {
public:
    Result<ExpressionPtr> compile(std::string_view) const override {
        return std::make_shared<const OpaqueExpression>();
    }
};

std::string place_of(Node node) {
    return std::string(node.id().empty() ? node.element().local() : node.id()) + ":" + std::to_string(node.line());
}

tl::unexpected<Error> dangling(Node at, std::string_view reference) {
    return fail(
        err::bpmn_dangling,
        {{"element", std::string(at.id())}, {"line", std::to_string(at.line())}, {"reference", std::string(reference)}},
        place_of(at));
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string named(Node element) {
    const auto name = element.attribute("name");
    return std::string(name.empty() ? element.id() : name);
}

/// FNV-1a: tells definitions apart; what must not be forged is sealed elsewhere.
std::string fingerprint(const Document& document) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const unsigned char c : write_xml(document)) hash = (hash ^ c) * 0x100000001b3;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[hash >> shift & 15];
    return text;
}

Kind kind_of(Node element) {
    switch (element.tag()) {
        case Tag::userTask:
        case Tag::globalUserTask:
            return Kind::user_task;
        case Tag::serviceTask:
            return Kind::service_task;
        case Tag::scriptTask:
        case Tag::globalScriptTask:
            return Kind::script_task;
        case Tag::businessRuleTask:
        case Tag::globalBusinessRuleTask:
            return Kind::business_rule_task;
        case Tag::sendTask:
            return Kind::send_task;
        case Tag::receiveTask:
            return Kind::receive_task;
        case Tag::subProcess:
            return element.flag("triggeredByEvent") ? Kind::event_sub_process : Kind::sub_process;
        case Tag::transaction:
            return Kind::transaction;
        case Tag::adHocSubProcess:
            return Kind::ad_hoc;
        case Tag::callActivity:
            return Kind::call_activity;
        case Tag::startEvent:
            return Kind::start_event;
        case Tag::endEvent:
            return Kind::end_event;
        case Tag::intermediateCatchEvent:
            return Kind::catch_event;
        case Tag::intermediateThrowEvent:
            return Kind::throw_event;
        case Tag::boundaryEvent:
            return Kind::boundary_event;
        case Tag::exclusiveGateway:
            return Kind::exclusive;
        case Tag::parallelGateway:
            return Kind::parallel;
        case Tag::inclusiveGateway:
            return Kind::inclusive;
        case Tag::complexGateway:
            return Kind::complex;
        case Tag::eventBasedGateway:
            return Kind::event_based;
        default:
            return Kind::task;
    }
}

class Compiler {
public:
    explicit Compiler(const ExpressionLanguage& language) : language_(language) {}

    void add(const Model& model) {
        if (definition_.fingerprint.empty()) definition_.fingerprint = fingerprint(model.document());
        for (const auto& process : model.all(Tag::process)) {
            Process entry{std::string(process.id()), named(process), add_body(model, process, none, none),
                          process.flag("isExecutable")};
            definition_.processes.push_back(std::move(entry));
        }
        models_.push_back(&model);
    }

    Result<Definition> finish() {
        for (const auto* model : models_) {
            model_ = model;
            for (const auto& flow : model->all(Tag::sequenceFlow))
                if (model->process(flow)) ZHUPI_CHECK(add_flow(flow));  // those of choreographies are not executed
        }
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            model_ = sources_[i].model;
            ZHUPI_CHECK(fill(static_cast<int>(i), sources_[i].element));
        }
        for (auto& body : definition_.bodies) find_starts(body);
        for (auto& process : definition_.processes) definition_.bodies[process.body].owner = none;
        add_joins(definition_);
        return std::move(definition_);
    }

private:
    struct Source {
        const Model* model;
        Node element;
    };
    using Key = std::pair<const Document*, ElementId>;

    FlowNode& node(int index) { return definition_.nodes[index]; }
    Body& body(int index) { return definition_.bodies[index]; }

    int add_body(const Model& model, Node container, int owner, int parent) {
        const auto index = static_cast<int>(definition_.bodies.size());
        definition_.bodies.emplace_back();
        body(index).owner = owner;
        body(index).parent = parent;
        for (const auto& child : container.children()) {
            if (!is_flow_node(child.tag())) continue;
            const auto added = add_node(model, child, index);
            body(index).nodes.push_back(added);
            if (is_sub_process(child.tag())) {
                const auto inner = add_body(model, child, added, index);
                node(added).inner = inner;
                if (node(added).kind == Kind::event_sub_process) body(index).event_subs.push_back(added);
            }
        }
        return index;
    }

    int add_node(const Model& model, Node element, int in_body) {
        const auto index = static_cast<int>(definition_.nodes.size());
        FlowNode made;
        made.kind = kind_of(element);
        made.body = in_body;
        definition_.places.push_back(static_cast<int>(body(in_body).nodes.size()));
        definition_.nodes.push_back(std::move(made));
        definition_.labels.push_back(
            {std::string(element.id()), std::string(element.attribute("name")), element.line()});
        definition_.scripts.emplace_back();
        sources_.push_back({&model, element});
        index_[{&model.document(), element.element_id()}] = index;
        return index;
    }

    int index_of(Node element) const {
        if (!element) return none;
        const auto at = index_.find({&model_->document(), element.element_id()});
        return at == index_.end() ? none : at->second;
    }

    Result<ExpressionPtr> expression(Node element) {
        if (!element) return ExpressionPtr();
        const auto text = element.text();
        if (text.empty()) return ExpressionPtr();
        auto compiled = language_.compile(text);
        if (!compiled) compiled.error().where = place_of(element.id().empty() ? element.parent() : element);
        return compiled;
    }

    Result<void> add_flow(Node element) {
        const auto source = index_of(model_->resolve(element.attribute("sourceRef")));
        const auto target = index_of(model_->resolve(element.attribute("targetRef")));
        if (source == none) return dangling(element, element.attribute("sourceRef"));
        if (target == none || node(source).body != node(target).body)
            return dangling(element, element.attribute("targetRef"));
        Flow flow{source, target, {}};
        // An empty condition is no condition; on a parallel gateway it has no meaning (BPMN 2.0.2, 10.6.4).
        if (node(source).kind != Kind::parallel) {
            ZHUPI_TRY(flow.condition, expression(element.child(Tag::conditionExpression)));
        }
        flows_[{&model_->document(), element.element_id()}] = static_cast<int>(definition_.flows.size());
        definition_.flows.push_back(std::move(flow));
        definition_.flow_ids.emplace_back(element.id());
        return {};
    }

    Result<void> fill(int index, Node element) {
        auto& made = node(index);
        const auto flow_index = [&](Node flow) {
            const auto at = flows_.find({&model_->document(), flow.element_id()});
            return at == flows_.end() ? none : at->second;
        };
        for (const auto& flow : model_->incoming(element)) made.in.push_back(flow_index(flow));
        for (const auto& flow : model_->outgoing(element)) made.out.push_back(flow_index(flow));
        if (const auto otherwise = element.attribute("default"); !otherwise.empty()) {
            const auto flow = model_->resolve(otherwise);
            made.default_flow = flow ? flow_index(flow) : none;
            if (made.default_flow == none || definition_.flows[made.default_flow].source != index)
                return dangling(element, otherwise);
        }
        for (const auto& event : model_->boundary_events(element))
            if (const auto boundary = index_of(event); boundary != none && node(boundary).body == made.body)
                made.boundary.push_back(boundary);
        made.for_compensation = element.flag("isForCompensation");
        made.instantiate = element.flag("instantiate");
        made.parallel_multiple = element.flag("parallelMultiple");
        if (is_event(element.tag())) return fill_event(made, element);
        if (is_activity(element.tag())) return fill_activity(index, element);
        ZHUPI_TRY(made.condition, expression(element.child(Tag::activationCondition)));
        return {};
    }

    Result<void> fill_event(FlowNode& made, Node element) {
        if (made.kind == Kind::start_event) made.interrupting = element.flag("isInterrupting", true);
        if (made.kind == Kind::boundary_event) {
            made.interrupting = element.flag("cancelActivity", true);
            made.attached_to = index_of(model_->resolve(element.attribute("attachedToRef")));
            if (made.attached_to == none || node(made.attached_to).body != made.body ||
                !is_activity(node(made.attached_to).kind))
                return dangling(element, element.attribute("attachedToRef"));
        }
        for (const auto& event : model_->event_definitions(element)) {
            ZHUPI_TRY(auto trigger, make_trigger(event, element));
            if (trigger.kind == TriggerKind::compensation && made.kind == Kind::boundary_event) {
                find_handler(made.attached_to, element);
                continue;
            }
            made.triggers.push_back(std::move(trigger));
        }
        return fill_data(made, element);
    }

    /// The activity that an association leads to from a compensation boundary event.
    void find_handler(int activity, Node boundary) {
        for (const auto& association : model_->associations(boundary)) {
            const auto source = model_->resolve(association.attribute("sourceRef"));
            const auto other = source == boundary ? model_->resolve(association.attribute("targetRef")) : source;
            if (const auto handler = index_of(other); handler != none && is_activity(node(handler).kind))
                node(activity).handler = handler;
        }
    }

    std::string message_name(Node element) const {
        if (const auto message = model_->resolve(element.attribute("messageRef"))) return named(message);
        auto reference = std::string(element.attribute("operationRef"));
        if (const auto child = element.child(Tag::operationRef)) reference = child.text();
        if (const auto operation = model_->resolve(reference))
            if (const auto message = operation.child(Tag::inMessageRef))
                if (const auto found = model_->resolve(message.text())) return named(found);
        return std::string(element.attribute("messageRef"));
    }

    std::string code_of(Node element, std::string_view reference, std::string_view code) const {
        const auto text = element.attribute(reference);
        const auto found = model_->resolve(text);
        if (!found) return std::string(text);
        return std::string(found.has(code) ? found.attribute(code) : found.id());
    }

    Result<Trigger> make_trigger(Node element, Node event) {
        Trigger trigger;
        switch (element.tag()) {
            case Tag::messageEventDefinition:
                trigger.name = message_name(element);
                break;
            case Tag::signalEventDefinition: {
                trigger.kind = TriggerKind::signal;
                const auto signal = model_->resolve(element.attribute("signalRef"));
                trigger.name = signal ? named(signal) : std::string(element.attribute("signalRef"));
                break;
            }
            case Tag::errorEventDefinition:
                trigger.kind = TriggerKind::error;
                trigger.name = code_of(element, "errorRef", "errorCode");
                break;
            case Tag::escalationEventDefinition:
                trigger.kind = TriggerKind::escalation;
                trigger.name = code_of(element, "escalationRef", "escalationCode");
                break;
            case Tag::cancelEventDefinition:
                trigger.kind = TriggerKind::cancel;
                break;
            case Tag::terminateEventDefinition:
                trigger.kind = TriggerKind::terminate;
                break;
            case Tag::compensateEventDefinition:
                trigger.kind = TriggerKind::compensation;
                trigger.wait = element.flag("waitForCompletion", true);
                trigger.target = index_of(model_->resolve(element.attribute("activityRef")));
                break;
            case Tag::conditionalEventDefinition: {
                trigger.kind = TriggerKind::conditional;
                definition_.conditional = true;
                ZHUPI_TRY(trigger.expression, expression(element.child(Tag::condition)));
                break;
            }
            case Tag::linkEventDefinition:
                trigger.kind = TriggerKind::link;
                trigger.name = std::string(element.attribute("name"));
                trigger.target = link_target(element, event);
                break;
            default: {
                trigger.kind = TriggerKind::timer;
                ZHUPI_CHECK(fill_timer(trigger, element));
            }
        }
        return trigger;
    }

    /// The catching link event of the same body: the one the definition names, or the one of the same link name.
    int link_target(Node definition, Node event) const {
        if (!event.is(Tag::intermediateThrowEvent)) return none;
        if (const auto reference = definition.child(Tag::target))
            if (const auto other = model_->resolve(reference.text()))
                return other.parent() && other.parent().parent() == event.parent() ? index_of(other.parent()) : none;
        for (const auto& other : event.parent().children(Tag::intermediateCatchEvent))
            for (const auto& link : model_->event_definitions(other))
                if (link.is(Tag::linkEventDefinition) && link.attribute("name") == definition.attribute("name"))
                    return index_of(other);
        return none;
    }

    Result<void> fill_timer(Trigger& trigger, Node element) {
        const auto unit = element.own_attribute("unit");
        if (unit == "working_time") trigger.unit = TimeUnit::working_time;
        if (unit == "working_days") trigger.unit = TimeUnit::working_days;
        auto form = element.child(Tag::timeDuration);
        if (const auto date = element.child(Tag::timeDate)) form = date, trigger.form = TimerForm::date;
        if (const auto cycle = element.child(Tag::timeCycle)) form = cycle, trigger.form = TimerForm::cycle;
        if (!form || form.text().empty()) return {};
        if (auto literal = parse_timer(trigger.form, form.text(), trigger.unit)) {
            trigger.rule = std::move(*literal);
            return {};
        } else if (form.text().find_first_of("PR") == 0) {
            return fail(std::move(literal.error()));
        }
        ZHUPI_TRY(trigger.expression, expression(form));
        return {};
    }

    Result<void> fill_activity(int index, Node element) {
        auto& made = node(index);
        ZHUPI_CHECK(fill_quantity(made.start_quantity, element, "startQuantity"));
        ZHUPI_CHECK(fill_quantity(made.completion_quantity, element, "completionQuantity"));
        if (element.is(Tag::sendTask) || element.is(Tag::receiveTask)) {
            Trigger trigger;
            trigger.name = message_name(element);
            made.triggers.push_back(std::move(trigger));
        }
        if (const auto script = element.child(Tag::script)) definition_.scripts[index] = script.text();
        if (made.kind == Kind::ad_hoc) {
            made.ordered = element.attribute("ordering") == "Sequential";
            made.cancel_remaining = element.flag("cancelRemainingInstances", true);
            made.manual = element.own_attribute("activation") == "manual";
            ZHUPI_TRY(made.condition, expression(element.child(Tag::completionCondition)));
        }
        if (made.kind == Kind::call_activity) ZHUPI_CHECK(fill_call(index, element));
        if (const auto loop = element.child(Tag::standardLoopCharacteristics))
            ZHUPI_CHECK(fill_standard_loop(made, loop));
        if (const auto loop = element.child(Tag::multiInstanceLoopCharacteristics)) ZHUPI_CHECK(fill_multi(made, loop));
        return fill_data(made, element);
    }

    Result<void> fill_quantity(int& quantity, Node element, std::string_view attribute) {
        if (!element.has(attribute)) return {};
        const auto value = number_in<int>(element.attribute(attribute));
        if (!value || *value < 1 || *value > 1000)
            return fail(err::bpmn_quantity,
                        {{"attribute", std::string(attribute)}, {"value", std::string(element.attribute(attribute))}},
                        place_of(element));
        quantity = *value;
        return {};
    }

    Result<void> fill_call(int index, Node element) {
        const auto reference = element.attribute("calledElement");
        const auto local = reference.substr(reference.find(':') + 1);
        for (const auto& process : definition_.processes)
            if (process.id == local) {
                node(index).inner = process.body;
                return {};
            }
        for (const auto* model : models_)
            if (const auto global = model->find(local); global && is_global_task(global.tag())) {
                node(index).kind = kind_of(global);
                if (const auto script = global.child(Tag::script)) definition_.scripts[index] = script.text();
                return {};
            }
        if (reference.empty()) {  // an abstract call activity is an abstract task
            node(index).kind = Kind::task;
            return {};
        }
        return dangling(element, reference);
    }

    Result<void> fill_standard_loop(FlowNode& made, Node element) {
        Loop loop;
        loop.test_before = element.flag("testBefore");
        if (element.has("loopMaximum")) {
            const auto maximum = number_in<int>(element.attribute("loopMaximum"));
            if (!maximum || *maximum < 1)
                return fail(err::bpmn_quantity,
                            {{"attribute", "loopMaximum"}, {"value", std::string(element.attribute("loopMaximum"))}},
                            place_of(element.parent()));
            loop.maximum = *maximum;
        }
        ZHUPI_TRY(loop.condition, expression(element.child(Tag::loopCondition)));
        made.loop = static_cast<int>(definition_.loops.size());
        definition_.loops.push_back(std::move(loop));
        return {};
    }

    Result<void> fill_multi(FlowNode& made, Node element) {
        Loop loop;
        loop.multi = true;
        loop.sequential = element.flag("isSequential");
        ZHUPI_TRY(loop.cardinality, expression(element.child(Tag::loopCardinality)));
        ZHUPI_TRY(loop.condition, expression(element.child(Tag::completionCondition)));
        if (const auto text = element.own_attribute("collection"); !text.empty()) {
            ZHUPI_TRY(loop.collection, language_.compile(text));
        } else if (const auto reference = element.child(Tag::loopDataInputRef)) {
            ZHUPI_TRY(loop.collection, language_.compile(data_name(reference.text())));
        }
        loop.item_name = element.own_attribute("item");
        if (const auto item = element.child(Tag::inputDataItem); item && loop.item_name.empty())
            loop.item_name = named(item);
        loop.result_name = element.own_attribute("result");
        ZHUPI_CHECK(fill_completion(loop, element));
        ZHUPI_CHECK(fill_behavior(loop, element));
        made.loop = static_cast<int>(definition_.loops.size());
        definition_.loops.push_back(std::move(loop));
        return {};
    }

    /// zhupi:completion = "all" | "veto" | "count:3" | "percent:60".
    Result<void> fill_completion(Loop& loop, Node element) {
        const auto rule = element.own_attribute("completion");
        const auto word = rule.substr(0, rule.find(':'));
        if (rule.empty() || rule == "all") return {};
        if (rule == "veto") {
            loop.completion = Completion::veto;
            return {};
        }
        const auto amount = number_in<int>(rule.substr(std::min(word.size() + 1, rule.size())));
        const bool known = word == "count" || word == "percent";
        if (!known || !amount || *amount < 1 || (word == "percent" && *amount > 100))
            return fail(err::bpmn_quantity, {{"attribute", "zhupi:completion"}, {"value", std::string(rule)}},
                        place_of(element.parent()));
        loop.completion = word == "count" ? Completion::count : Completion::percent;
        loop.amount = *amount;
        return {};
    }

    Result<void> fill_behavior(Loop& loop, Node element) {
        const auto behavior = element.attribute("behavior");
        const auto throws = [&](std::string_view attribute) -> Result<void> {
            const auto event = model_->resolve(element.attribute(attribute));
            if (!event || !is_event_definition(event.tag())) return {};
            ZHUPI_TRY(auto trigger, make_trigger(event, element));
            loop.thrown.push_back(std::move(trigger));
            return {};
        };
        if (behavior == "None") {
            loop.behavior = Behavior::each;
            return throws("noneBehaviorEventRef");
        }
        if (behavior == "One") {
            loop.behavior = Behavior::first;
            return throws("oneBehaviorEventRef");
        }
        if (behavior != "Complex") return {};
        loop.behavior = Behavior::complex;
        for (const auto& complex : element.children(Tag::complexBehaviorDefinition)) {
            ZHUPI_TRY(auto condition, expression(complex.child(Tag::condition)));
            const auto event = complex.child(Tag::event);
            const auto definitions = event ? model_->event_definitions(event) : std::vector<Node>();
            if (!condition || definitions.empty()) continue;
            ZHUPI_TRY(auto trigger, make_trigger(definitions.front(), event));
            loop.conditions.push_back(std::move(condition));
            loop.thrown.push_back(std::move(trigger));
        }
        return {};
    }

    /// Data objects, data inputs and properties are known to expressions by name, or by id when they have none.
    std::string data_name(std::string_view reference) const {
        auto element = model_->resolve(reference);
        if (!element) return std::string(reference);
        if (element.is(Tag::dataObjectReference))
            if (const auto object = model_->resolve(element.attribute("dataObjectRef"))) element = object;
        return named(element);
    }

    Result<void> fill_data(FlowNode& made, Node element) {
        for (const auto& [tag, list] :
             {std::pair{Tag::dataInputAssociation, &made.inputs}, {Tag::dataOutputAssociation, &made.outputs}}) {
            for (const auto& association : element.children(tag)) {
                const auto source = association.child(Tag::sourceRef), target = association.child(Tag::targetRef);
                if (!target) continue;
                Mapping mapping{source ? data_name(source.text()) : std::string(), data_name(target.text()), {}};
                ZHUPI_TRY(mapping.transformation, expression(association.child(Tag::transformation)));
                list->push_back(std::move(mapping));
            }
        }
        return {};
    }

    void find_starts(Body& made) {
        const bool triggered = made.owner != none && node(made.owner).kind == Kind::event_sub_process;
        bool has_start_event = false;
        for (const auto index : made.nodes) {
            if (node(index).kind != Kind::start_event) continue;
            has_start_event = true;
            if (triggered && made.start_event == none) made.start_event = index;
            if (node(index).triggers.empty()) made.starts.push_back(index);
        }
        for (const auto index : made.event_subs)
            for (const auto child : body(node(index).inner).nodes)
                if (node(child).kind == Kind::start_event && !node(child).triggers.empty() &&
                    node(child).triggers.front().kind == TriggerKind::compensation)
                    made.compensation = index;
        if (has_start_event) return;
        for (const auto index : made.nodes) {
            const auto& one = node(index);
            const bool caught_link = one.kind == Kind::catch_event && !one.triggers.empty() &&
                                     one.triggers.front().kind == TriggerKind::link;
            if (one.in.empty() && one.kind != Kind::boundary_event && one.kind != Kind::event_sub_process &&
                !one.for_compensation && !one.instantiate && !caught_link)
                made.starts.push_back(index);
        }
    }

    const ExpressionLanguage& language_;
    Definition definition_;
    std::vector<const Model*> models_;
    const Model* model_ = nullptr;
    std::vector<Source> sources_;
    std::map<Key, int> index_, flows_;
};

}  // namespace

const ExpressionLanguage& opaque_language() {
    static const OpaqueLanguage language;
    return language;
}

Result<Definition> compile(const Model& model, const ExpressionLanguage& language,
                           std::span<const Model* const> library) {
    Compiler compiler(language);
    compiler.add(model);
    for (const auto* other : library) compiler.add(*other);
    return compiler.finish();
}

int Definition::find_node(std::string_view id) const {
    const auto at = std::find_if(labels.begin(), labels.end(), [&](const NodeLabel& label) { return label.id == id; });
    return at == labels.end() ? none : static_cast<int>(at - labels.begin());
}

int Definition::find_process(std::string_view id) const {
    const auto at =
        std::find_if(processes.begin(), processes.end(), [&](const Process& process) { return process.id == id; });
    return at == processes.end() ? none : static_cast<int>(at - processes.begin());
}

const Process* Definition::process_of(int node) const {
    auto body = nodes[node].body;
    while (bodies[body].parent != none) body = bodies[body].parent;
    for (const auto& process : processes)
        if (process.body == body) return &process;
    return nullptr;
}

std::vector<const Model*> called_by(const Model& model, std::span<const Model* const> all) {
    std::vector<const Model*> called;
    const auto draws = [](const Model& one, std::string_view process) {
        const auto element = one.find(process);
        return element && element.is(Tag::process);
    };
    for (std::size_t next = 0; next <= called.size(); ++next) {
        const Model& caller = next == 0 ? model : *called[next - 1];
        for (const auto& call : caller.all(Tag::callActivity)) {
            const auto process = call.attribute("calledElement");
            const auto drawn = [&](const Model* one) { return draws(*one, process); };
            if (draws(model, process) || std::any_of(called.begin(), called.end(), drawn)) continue;
            if (const auto one = std::find_if(all.begin(), all.end(), drawn); one != all.end()) called.push_back(*one);
        }
    }
    return called;
}

}  // namespace zhupi::bpmn
