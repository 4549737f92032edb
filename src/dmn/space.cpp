#include "dmn/space.hpp"

#include "feel/feel.hpp"

#include <algorithm>
#include <span>

namespace zhupi::dmn {

namespace {

using feel::Kind;
using feel::Value;
using Form = Condition::Form;

/// The kind of constants that a column is about: that of its type, or else that of its first constant.
void first_kind(const Condition& c, Kind& kind) {
    for (const Value* v : {&c.low, &c.high})
        if (kind == Kind::null && !v->is_null()) kind = v->kind();
    for (const Condition& part : c.parts) first_kind(part, kind);
}

bool speaks_of(const Condition& c, Kind kind) {
    const auto fits = [&](const Value& v) { return v.is_null() || v.is(kind); };
    return fits(c.low) && fits(c.high) &&
           std::all_of(c.parts.begin(), c.parts.end(), [&](const Condition& p) { return speaks_of(p, kind); });
}

Condition all_of(std::vector<Condition> parts) {
    if (parts.size() == 1) return std::move(parts.front());
    Condition out;
    out.form = parts.empty() ? Form::always : Form::all_of;
    out.parts = std::move(parts);
    return out;
}

/// What may come in at all: the column's input values, and what its type allows.
std::vector<Condition> domain(const Table::Input& input, const feel::Program& program) {
    std::vector<Condition> out;
    if (input.allowed != feel::none)
        if (auto c = condition_of(program, input.allowed, input.slot)) out.push_back(std::move(*c));
    for (const std::string& tests : input.type.constraints()) {
        const auto compiled = feel::compile_tests(tests, input.type, {});
        if (!compiled) continue;
        if (auto c = condition_of(**compiled, (*compiled)->root, 0)) out.push_back(std::move(*c));
    }
    return out;
}

class Maker {
public:
    Maker(const Table& table, const feel::Program& program) : table_(table), program_(program) {}

    Space run() {
        out_.rules = table_.rule_count;
        out_.words = (out_.rules + 63) / 64;
        group_columns();
        std::vector<bool> opaque(out_.rules);
        for (Axis& axis : out_.axes) fill(axis, opaque);
        out_.reachable.assign(out_.words, 0);
        std::vector<bool> dead(out_.rules);
        for (const Space::Dead& d : out_.dead) dead[d.rule] = true;
        for (std::size_t r = 0; r < out_.rules; ++r)
            if (!opaque[r] && !dead[r]) out_.reachable[r / 64] |= Word{1} << (r % 64);
        return std::move(out_);
    }

private:
    void group_columns() {
        for (std::size_t c = 0; c < table_.inputs.size(); ++c) {
            const std::string& text = table_.written->inputs[c].text;
            const auto known = std::find_if(out_.axes.begin(), out_.axes.end(), [&](const Axis& axis) {
                return table_.written->inputs[axis.columns.front()].text == text;
            });
            if (known != out_.axes.end()) {
                known->columns.push_back(c);
                continue;
            }
            out_.axes.emplace_back();
            out_.axes.back().heading = table_.inputs[c].heading;
            out_.axes.back().columns.push_back(c);
        }
    }

    /// The conditions of one column, rule by rule. A cell that speaks of values of another kind never holds.
    std::vector<std::optional<Condition>> conditions(std::size_t c, Kind& kind) const {
        const Table::Input& input = table_.inputs[c];
        std::vector<std::optional<Condition>> out;
        for (std::size_t r = 0; r < out_.rules; ++r)
            out.push_back(condition_of(program_, table_.cells[r * table_.inputs.size() + c], input.slot));
        if (kind == Kind::null && input.type.tag() == feel::Type::Tag::scalar) kind = input.type.kind();
        for (const auto& condition : out)
            if (condition) first_kind(*condition, kind);
        return out;
    }

    void fill(Axis& axis, std::vector<bool>& opaque) {
        Kind kind = Kind::null;
        std::vector<std::vector<Condition>> parts(out_.rules);
        std::vector<Condition> allowed;
        for (const std::size_t c : axis.columns) {
            auto cells = conditions(c, kind);
            for (std::size_t r = 0; r < out_.rules; ++r) {
                if (!cells[r]) {
                    out_.opaque.push_back({r, c});
                    opaque[r] = true;
                    cells[r].emplace().form = Form::never;
                } else if (!speaks_of(*cells[r], kind)) {
                    cells[r].emplace().form = Form::never;
                }
                parts[r].push_back(std::move(*cells[r]));
            }
            for (Condition& d : domain(table_.inputs[c], program_))
                if (speaks_of(d, kind)) allowed.push_back(std::move(d));
        }
        std::vector<Condition> all;
        for (auto& p : parts) all.push_back(all_of(std::move(p)));
        all.push_back(all_of(std::move(allowed)));  // one more "rule": what may come in
        axis.column = Column::build(all);
        if (!axis.column) {
            out_.complete = false;
            return;
        }
        regions(axis, kind);
        for (std::size_t r = 0; r < out_.rules; ++r)
            if (!opaque[r] && !holds_somewhere(axis, r)) out_.dead.push_back({r, blamed(axis, r)});
    }

    /// Of several columns on one axis, the first that says anything.
    std::size_t blamed(const Axis& axis, std::size_t rule) const {
        for (const std::size_t c : axis.columns)
            if (table_.written->rules[table_.rule_numbers[rule]].inputs[c] != "-") return c;
        return axis.columns.front();
    }

    static bool holds_somewhere(const Axis& axis, std::size_t rule) {
        return std::any_of(axis.regions.begin(), axis.regions.end(),
                           [&](const Axis::Region& region) { return region.live && has(region.rules, rule); });
    }

    void regions(Axis& axis, Kind kind) const {
        axis.ordered = kind != Kind::string && kind != Kind::boolean;
        for (std::size_t i = 0; i < axis.column->regions(); ++i) {
            Axis::Region region;
            region.index = i;
            region.rules = axis.column->region(i).data();
            region.sample = sample(axis, kind, i);
            region.live = region.sample.has_value() && has(region.rules, out_.rules);
            axis.regions.push_back(std::move(region));
        }
        Axis::Region null;
        null.index = axis.column->regions();
        null.live = null.is_null = true;
        null.sample = Value();
        null.rules = axis.column->null_region().data();
        axis.regions.push_back(std::move(null));
    }

    static std::optional<Value> sample(const Axis& axis, Kind kind, std::size_t region) {
        if (axis.column->kind() == Kind::null) {
            // No cell says anything about it: any value will do.
            if (kind == Kind::boolean) return Value(true);
            if (kind == Kind::number) return Value(feel::Number(0));
            return Value("其他");
        }
        if (kind == Kind::string && region % 2 == 0)
            for (const char* other : {"其他", "other"})
                if (const Value v(other); axis.column->region_of(v) == region) return v;
        return axis.column->sample(region);
    }

    const Table& table_;
    const feel::Program& program_;
    Space out_;
};

/// "> 3", "[3..5)", "3": the regions from `first` to `last`.
std::string interval(const Column& column, std::size_t first, std::size_t last) {
    const auto literal = [&](std::size_t endpoint) { return feel::to_literal(column.endpoints()[endpoint]); };
    const bool open_below = first == 0;
    const bool open_above = last == column.regions() - 1;
    if (open_below && open_above) return {};
    const std::string low = open_below ? "" : literal(first % 2 == 1 ? first / 2 : first / 2 - 1);
    const std::string high = open_above ? "" : literal(last / 2);
    if (open_below) return (last % 2 == 1 ? "<= " : "< ") + high;
    if (open_above) return (first % 2 == 1 ? ">= " : "> ") + low;
    if (first == last && first % 2 == 1) return low;
    return (first % 2 == 1 ? "[" : "(") + low + ".." + high + (last % 2 == 1 ? "]" : ")");
}

}  // namespace

std::string Axis::text(const std::vector<bool>& in) const {
    if (!column || regions.empty()) return {};
    const auto values = std::span(regions).first(regions.size() - 1);
    const auto inside = [&](const Region& r) { return r.live && in[r.index]; };
    if (std::none_of(values.begin(), values.end(), inside)) return inside(regions.back()) ? "null" : "";
    if (std::all_of(values.begin(), values.end(), [&](const Region& r) { return !r.live || in[r.index]; })) return {};
    std::string out;
    const auto put = [&](const std::string& piece) { out += (out.empty() ? "" : ", ") + piece; };
    if (ordered) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!inside(values[i])) continue;
            std::size_t last = i;
            for (std::size_t j = i; j < values.size() && (in[j] || !values[j].live); ++j)
                if (values[j].live) last = j;
            put(interval(*column, i, last));
            i = last;
        }
        return out;
    }
    // Texts: those that are named, or all but those.
    const bool others =
        std::any_of(values.begin(), values.end(), [&](const Region& r) { return inside(r) && r.index % 2 == 0; });
    for (const Region& r : values)
        if (r.index % 2 == 1 && (others ? r.live && !in[r.index] : inside(r))) put(feel::to_literal(*r.sample));
    if (!others) return out;
    return out.empty() ? "其他 other" : "not(" + out + ")";
}

Space space_of(const Table& table, const feel::Program& program) { return Maker(table, program).run(); }

}  // namespace zhupi::dmn
