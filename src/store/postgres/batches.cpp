#include "store/postgres/batches.hpp"

#include <algorithm>

namespace zhupi::store::postgres {
namespace {

constexpr std::size_t most_rows = 500, most_bytes = 1 << 20;
constexpr std::int32_t number_type = 20, text_type = 25;

/// Takes `word` off the front.
bool take_word(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

std::string_view take_until(std::string_view& text, std::string_view end) {
    const auto at = text.find(end);
    const auto taken = text.substr(0, at);
    text.remove_prefix(at == text.npos ? text.size() : at);
    return taken;
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string numbered(std::string_view before, std::size_t count) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) out.append(i > 1 ? ", " : "").append(before) += std::to_string(i);
    return out;
}

struct Parts {
    bool insert = false;
    std::string table, columns;            ///< of an insert: its list of columns
    std::vector<std::string> assignments;  ///< of an update: "b = $2"
    std::size_t count = 0;
};

std::optional<Parts> insert_parts(std::string_view sql) {
    Parts parts;
    parts.insert = true;
    parts.table = take_until(sql, " (");
    if (!is_name(parts.table) || !take_word(sql, " (")) return {};
    parts.columns = take_until(sql, ")");
    if (!take_word(sql, ") VALUES (")) return {};
    parts.count = static_cast<std::size_t>(std::count(parts.columns.begin(), parts.columns.end(), ',')) + 1;
    std::string places(take_until(sql, ")"));
    std::erase(places, ' ');
    auto wanted = numbered("$", parts.count);
    std::erase(wanted, ' ');
    if (places != wanted || sql != ")") return {};
    return parts;
}

std::optional<Parts> update_parts(std::string_view sql) {
    Parts parts;
    parts.table = take_until(sql, " SET ");
    if (!is_name(parts.table) || !take_word(sql, " SET ")) return {};
    auto changes = take_until(sql, " WHERE ");
    if (sql != " WHERE id = $1") return {};
    for (parts.count = 1; !changes.empty(); ++parts.count) {
        const auto column = take_until(changes, " = ");
        if (!is_name(column) || !take_word(changes, " = $" + std::to_string(parts.count + 1))) return {};
        if (!changes.empty() && !take_word(changes, ", ")) return {};
        parts.assignments.emplace_back(column);
    }
    return parts;
}

std::optional<Parts> parts_of(std::string_view sql) {
    if (take_word(sql, "INSERT INTO ")) return insert_parts(sql);
    if (take_word(sql, "UPDATE ")) return update_parts(sql);
    return {};
}

void put_int32(std::string& out, std::int32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(static_cast<std::uint32_t>(number) >> shift);
}

/// One element of an array: its length and its bytes.
void put_element(std::string& out, const Value& value) {
    if (const auto* number = value.integer()) {
        put_int32(out, 8);
        for (int shift = 56; shift >= 0; shift -= 8)
            out += static_cast<char>(static_cast<std::uint64_t>(*number) >> shift);
    } else {
        put_int32(out, static_cast<std::int32_t>(value.text().size()));
        out += value.text();
    }
}

/// An array of one dimension that begins at 1 and holds no null.
std::string array_head(bool numbers, std::size_t rows) {
    std::string head;
    for (const auto part : {1, 0, numbers ? number_type : text_type, static_cast<std::int32_t>(rows), 1})
        put_int32(head, part);
    return head;
}

}  // namespace

std::string over_arrays(std::string_view sql) {
    const auto parts = parts_of(sql);
    if (!parts) return {};
    const auto arrays = "unnest(" + numbered("$", parts->count) + ")";
    if (parts->insert) return "INSERT INTO " + parts->table + " (" + parts->columns + ") SELECT * FROM " + arrays;
    std::string changes;
    for (std::size_t i = 0; i < parts->assignments.size(); ++i)
        changes += (i ? ", " : "") + parts->assignments[i] + " = v.c" + std::to_string(i + 2);
    return "UPDATE " + parts->table + " SET " + changes + " FROM " + arrays + " AS v (" + numbered("c", parts->count) +
           ") WHERE " + parts->table + ".id = v.c1";
}

const Batches::Shape& Batches::shape_of(std::string_view sql) {
    const auto [place, fresh] = shapes_.try_emplace(std::string(sql));
    if (fresh)
        if (const auto parts = parts_of(sql)) place->second = {true, parts->table};
    return place->second;
}

Batches::Added Batches::add(std::string_view sql, std::span<const Value> args) {
    const auto& shape = shape_of(sql);
    const auto null = [](const Value& value) { return value.is_null(); };
    // A null has no type of its own, and a key that is no number is not looked for.
    if (!shape.together || args.empty() || !args.front().integer() || std::any_of(args.begin(), args.end(), null))
        return Added::no;
    auto& keys = keys_[shape.table];
    if (keys.contains(*args.front().integer()) || bytes_ > most_bytes) return Added::later;

    std::string name;
    for (const auto& arg : args) name += arg.integer() ? 'i' : 't';
    name.append(" ").append(sql);
    const auto [place, fresh] = places_.try_emplace(std::move(name), waiting_.size());
    if (fresh) {
        Batch batch{std::string(sql), 0, {}, std::vector<std::string>(args.size())};
        for (const auto& arg : args) batch.numbers.push_back(arg.integer() != nullptr);
        waiting_.push_back(std::move(batch));
    }
    auto& batch = waiting_[place->second];
    if (batch.rows == most_rows) return Added::later;
    ++batch.rows;
    for (std::size_t i = 0; i < args.size(); ++i) {
        const auto before = batch.columns[i].size();
        put_element(batch.columns[i], args[i]);
        bytes_ += batch.columns[i].size() - before;
    }
    keys.insert(*args.front().integer());
    return Added::yes;
}

std::vector<Batch> Batches::take() {
    auto taken = std::move(waiting_);
    clear();
    for (auto& batch : taken)
        for (std::size_t i = 0; i < batch.columns.size(); ++i)
            batch.columns[i].insert(0, array_head(batch.numbers[i], batch.rows));
    return taken;
}

void Batches::clear() {
    waiting_.clear();
    places_.clear();
    keys_.clear();
    bytes_ = 0;
}

}  // namespace zhupi::store::postgres
