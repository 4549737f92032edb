// Tasks that speak with others, and scripts.
#include "bpmn/check/checker.hpp"

namespace zhupi::bpmn {
namespace {

Node message_of(const Model& model, Node operation, Tag tag) {
    const auto child = operation.child(tag);
    return child ? model.resolve(child.text()) : Node();
}

void check_service(Checker& checker, Node task) {
    const auto& model = checker.model;
    const auto operation = model.resolve(task.attribute("operationRef"));
    if (!operation) return;
    const auto specification = task.child(Tag::ioSpecification);
    checker.report_if(!specification || specification.children(Tag::inputSet).size() != 1, err::bpmn_ext042, task);
    if (!specification) return;
    checker.report_if(specification.children(Tag::outputSet).size() > 1, err::bpmn_ext043, task);
    const auto input = specification.child(Tag::dataInput), output = specification.child(Tag::dataOutput);
    const auto in = message_of(model, operation, Tag::inMessageRef),
               out = message_of(model, operation, Tag::outMessageRef);
    checker.report_if(input && in && !same_item(model, input, in), err::bpmn_ext044, task);
    checker.report_if(output && out && !same_item(model, output, out), err::bpmn_ext045, task);
}

void check_send(Checker& checker, Node task) {
    const auto message = checker.model.resolve(task.attribute("messageRef"));
    const auto specification = task.child(Tag::ioSpecification);
    if (!message || !specification) return;
    checker.report_if(specification.children(Tag::inputSet).size() > 1, err::bpmn_ext046, task);
    checker.report_if(specification.children(Tag::dataInput).size() > 1, err::bpmn_ext047, task);
    const auto input = specification.child(Tag::dataInput);
    checker.report_if(input && !same_item(checker.model, input, message), err::bpmn_ext048, task);
}

void check_receive(Checker& checker, Node task) {
    checker.report_if(task.flag("instantiate") && !checker.model.incoming(task).empty(), err::bpmn_ext049, task);
    const auto message = checker.model.resolve(task.attribute("messageRef"));
    const auto specification = task.child(Tag::ioSpecification);
    if (!message || !specification) return;
    checker.report_if(specification.children(Tag::outputSet).size() > 1, err::bpmn_ext050, task);
    checker.report_if(specification.children(Tag::dataOutput).size() > 1, err::bpmn_ext051, task);
    const auto output = specification.child(Tag::dataOutput);
    checker.report_if(output && !same_item(checker.model, output, message), err::bpmn_ext052, task);
}

/// A media type as the standard demands, or the short name of a language as everybody writes it ("groovy").
bool names_a_language(std::string_view format) {
    return is_media_type(format) ||
           (!format.empty() && format.front() >= 'a' && format.front() <= 'z' && format.find(' ') == format.npos);
}

void check_script(Checker& checker, Node task, std::string_view attribute) {
    const auto format = task.attribute(attribute);
    if (format.empty())
        checker.report_if(task.child(Tag::script) && !checker.options.one_language, err::bpmn_ext053, task);
    else
        checker.report_if(!names_a_language(format), err::bpmn_ext145, task, {{"value", std::string(format)}});
}

}  // namespace

void check_tasks(Checker& checker) {
    for (const auto& task : checker.model.all(Tag::serviceTask)) check_service(checker, task);
    for (const auto& task : checker.model.all(Tag::sendTask)) check_send(checker, task);
    for (const auto& task : checker.model.all(Tag::receiveTask)) check_receive(checker, task);
    for (const auto& task : checker.model.all(Tag::scriptTask)) check_script(checker, task, "scriptFormat");
    for (const auto& task : checker.model.all(Tag::globalScriptTask)) check_script(checker, task, "scriptLanguage");
}

}  // namespace zhupi::bpmn
