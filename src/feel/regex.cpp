#include "feel/regex.hpp"

#include "base/text.hpp"
#include "feel/regex_code.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

using Code = Regex::Code;
using Op = Code::Op;

constexpr std::size_t max_program = 20'000;
constexpr int max_nesting = 100;

/// Parses the pattern and emits instructions as it goes. Jumps are relative, so that a block of instructions can be
/// moved and repeated as it is.
class Compiler {
public:
    Compiler(std::u32string_view pattern, Code& code) : pattern_(pattern), code_(code) {}

    bool run() {
        emit(Op::save, 0);
        branches();
        emit(Op::save, 1);
        emit(Op::match);
        return ok_ && at_ == pattern_.size();
    }

private:
    bool end() const { return at_ >= pattern_.size(); }
    char32_t peek() const { return end() ? U'\0' : pattern_[at_]; }
    bool take(char32_t c) {
        if (end() || pattern_[at_] != c) return false;
        ++at_;
        return true;
    }
    void fail() {
        ok_ = false;
        at_ = pattern_.size();
    }
    void emit(Op op, std::uint32_t operand = 0) {
        if (code_.program.size() >= max_program) fail();
        code_.program.push_back({op, operand, 0, 0});
    }

    void branches() {
        if (++depth_ > max_nesting) return fail();
        std::vector<std::size_t> to_end;
        while (ok_) {
            const std::size_t start = code_.program.size();
            pieces();
            if (!take('|')) break;
            const auto length = static_cast<std::int32_t>(code_.program.size() - start);
            code_.program.insert(code_.program.begin() + static_cast<std::ptrdiff_t>(start),
                                 {Op::split, 0, 1, length + 2});
            to_end.push_back(code_.program.size());
            emit(Op::jump);
        }
        if (!ok_) return;
        for (const std::size_t jump : to_end)
            code_.program[jump].first = static_cast<std::int32_t>(code_.program.size() - jump);
        --depth_;
    }

    void pieces() {
        while (ok_ && !end() && peek() != '|' && peek() != ')') piece();
    }

    struct Quantifier {
        std::uint32_t least = 1, most = 1;  ///< most = unbounded for no limit
        bool reluctant = false;
        bool present = false;
    };
    static constexpr std::uint32_t unbounded = ~0U;

    bool number(std::uint32_t& value) {
        const std::size_t before = at_;
        for (value = 0; peek() >= '0' && peek() <= '9' && value < 100'000; ++at_) value = value * 10 + (peek() - '0');
        return at_ > before;
    }

    Quantifier quantifier() {
        Quantifier q;
        q.present = true;
        if (take('?')) {
            q.least = 0;
        } else if (take('*')) {
            q = {0, unbounded, false, true};
        } else if (take('+')) {
            q.most = unbounded;
        } else if (take('{')) {
            if (!number(q.least)) fail();
            q.most = q.least;
            if (take(',') && !number(q.most)) q.most = unbounded;
            if (!take('}') || q.most < q.least) fail();
        } else {
            q.present = false;
        }
        if (q.present) q.reluctant = take('?');
        return q;
    }

    /// A choice between going on inside and jumping over what follows.
    void emit_split(std::size_t past, bool reluctant) {
        emit(Op::split);
        if (!ok_) return;
        const auto over = static_cast<std::int32_t>(past);
        code_.program.back().first = reluctant ? over : 1;
        code_.program.back().second = reluctant ? 1 : over;
    }

    void piece() {
        const std::size_t start = code_.program.size();
        atom();
        const Quantifier q = quantifier();
        if (!q.present || !ok_) return;
        const std::vector<Code::Instruction> block(code_.program.begin() + static_cast<std::ptrdiff_t>(start),
                                                   code_.program.end());
        code_.program.resize(start);
        const auto again = [&] {
            if (code_.program.size() + block.size() > max_program) return fail();
            code_.program.insert(code_.program.end(), block.begin(), block.end());
        };
        for (std::uint32_t i = 0; i < q.least && ok_; ++i) again();
        if (q.most == unbounded) {
            const auto loop = static_cast<std::uint32_t>(loops_++);
            emit_split(block.size() + 4, q.reluctant);
            emit(Op::mark, loop);
            again();
            emit(Op::check, loop);  // a round that took nothing ends the loop
            emit(Op::jump);
            if (ok_) code_.program.back().first = -static_cast<std::int32_t>(block.size() + 3);
        } else {
            const std::uint32_t optional = q.most - q.least;
            for (std::uint32_t i = 0; i < optional && ok_; ++i) {
                emit_split((block.size() + 1) * (optional - i), q.reluctant);
                again();
            }
        }
    }

    void atom() {
        const char32_t c = peek();
        if (c == '(') return group();
        if (c == '[') {
            CharacterClass set = character_class();
            if (ok_) add_class(std::move(set));
            return;
        }
        if (c == '\\') return escape();
        if (c == '.') {
            ++at_;
            emit(Op::any);
            return;
        }
        if (c == '^' || c == '$') {
            ++at_;
            emit(c == '^' ? Op::begin : Op::end);
            return;
        }
        if (std::u32string_view(U"?*+{}])|").find(c) != std::u32string_view::npos) return fail();
        ++at_;
        emit(Op::character, code_.ignore_case ? fold(c) : c);
    }

    void group() {
        take('(');
        const bool capturing = !take('?');
        if (!capturing && !take(':')) return fail();
        std::size_t number = 0;
        if (capturing) {
            number = ++groups_;
            code_.groups = std::max(code_.groups, number);
            emit(Op::save, static_cast<std::uint32_t>(number * 2));
            open_.push_back(number);
        }
        branches();
        if (!take(')')) return fail();
        if (capturing) {
            emit(Op::save, static_cast<std::uint32_t>(number * 2 + 1));
            open_.pop_back();
        }
    }

    void add_class(CharacterClass set) {
        code_.classes.push_back(std::move(set));
        emit(Op::set, static_cast<std::uint32_t>(code_.classes.size() - 1));
    }

    void escape() {
        take('\\');
        if (peek() >= '1' && peek() <= '9') {
            std::size_t number = peek() - '0';
            ++at_;
            while (peek() >= '0' && peek() <= '9' && number * 10 + (peek() - '0') <= groups_) {
                number = number * 10 + (peek() - '0');
                ++at_;
            }
            // Only to a group that is complete.
            if (number > groups_ || std::find(open_.begin(), open_.end(), number) != open_.end()) return fail();
            emit(Op::reference, static_cast<std::uint32_t>(number));
            return;
        }
        CharacterClass set;
        char32_t single = 0;
        if (!class_escape(set, single)) return fail();
        if (set.sets.empty())
            emit(Op::character, code_.ignore_case ? fold(single) : single);
        else
            add_class(std::move(set));
    }

    /// After the backslash: either one character, or a set that is added to `set`.
    bool class_escape(CharacterClass& set, char32_t& single) {
        if (end()) return false;
        const char32_t c = pattern_[at_++];
        if (c == 'n' || c == 'r' || c == 't') {
            single = c == 'n' ? '\n' : c == 'r' ? '\r' : '\t';
            return true;
        }
        if (std::u32string_view(U"\\|.?*+(){}-[]^$").find(c) != std::u32string_view::npos) {
            single = c;
            return true;
        }
        if (c == 'p' || c == 'P') {
            std::string name;
            if (!take('{')) return false;
            while (!end() && peek() != '}') text::append_utf8(name, pattern_[at_++]);
            if (!take('}')) return false;
            auto members = property_set(name);
            if (!members) return false;
            set.sets.emplace_back(std::move(members), c == 'P');
            return true;
        }
        const bool negated = c >= 'A' && c <= 'Z';
        auto members = escape_set(negated ? c + ('a' - 'A') : c);
        if (!members) return false;
        set.sets.emplace_back(std::move(members), negated);
        return true;
    }

    CharacterClass character_class() {
        CharacterClass out;
        if (++depth_ > max_nesting) fail();
        take('[');
        out.negated = take('^');
        bool first = true;
        while (ok_) {
            if (end()) {
                fail();
            } else if (!first && take(']')) {
                break;
            } else if (!first && peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] == '[') {
                ++at_;
                out.subtracted.push_back(character_class());
                if (!take(']')) fail();
                break;
            } else {
                class_item(out);
            }
            first = false;
        }
        --depth_;
        return out;
    }

    void class_item(CharacterClass& out) {
        const auto one = [&](char32_t& c) {
            if (end() || peek() == '[' || peek() == ']') return fail(), false;
            if (take('\\')) {
                const std::size_t sets = out.sets.size();
                if (!class_escape(out, c)) return fail(), false;
                return out.sets.size() == sets;  // false: a set, which makes no range
            }
            c = pattern_[at_++];
            return true;
        };
        char32_t low = 0;
        if (!one(low)) return;
        char32_t high = low;
        const bool range =
            peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']' && pattern_[at_ + 1] != '[';
        if (range && low != '-') {
            ++at_;
            if (!one(high)) return fail();
            if (high < low) return fail();
        }
        out.ranges.emplace_back(low, high);
    }

    std::u32string_view pattern_;
    Code& code_;
    std::size_t at_ = 0;
    std::size_t groups_ = 0;
    std::size_t loops_ = 0;
    std::vector<std::size_t> open_;
    int depth_ = 0;
    bool ok_ = true;

public:
    std::size_t loops() const { return loops_; }
};

/// Flag x: white space goes, except inside classes.
std::u32string without_blanks(std::u32string_view pattern) {
    std::u32string out;
    int brackets = 0;
    bool escaped = false;
    for (const char32_t c : pattern) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (blank && brackets == 0) continue;
        if (!escaped && c == '[') ++brackets;
        if (!escaped && c == ']' && brackets > 0) --brackets;
        escaped = !escaped && c == '\\';
        out += c;
    }
    return out;
}

std::u32string literal(std::u32string_view pattern) {
    std::u32string out;
    for (const char32_t c : pattern) {
        if (std::u32string_view(U"\\|.?*+(){}-[]^$").find(c) != std::u32string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

}  // namespace

std::optional<Regex> Regex::compile(std::string_view pattern, std::string_view flags) {
    const auto code = std::make_shared<Code>();
    std::u32string text = text::to_code_points(pattern);
    bool blanks = false;
    bool quoted = false;
    for (const char flag : flags) {
        switch (flag) {
            case 's':
                code->dot_all = true;
                break;
            case 'm':
                code->multi_line = true;
                break;
            case 'i':
                code->ignore_case = true;
                break;
            case 'x':
                blanks = true;
                break;
            case 'q':
                quoted = true;
                break;
            default:
                return std::nullopt;
        }
    }
    if (quoted)
        text = literal(text);
    else if (blanks)
        text = without_blanks(text);
    Compiler compiler(text, *code);
    if (!compiler.run()) return std::nullopt;
    // Loop registers stand behind those of the groups.
    const std::size_t first_loop = (code->groups + 1) * 2;
    for (auto& instruction : code->program)
        if (instruction.op == Op::mark || instruction.op == Op::check)
            instruction.operand += static_cast<std::uint32_t>(first_loop);
    code->registers = first_loop + compiler.loops();
    Regex out;
    out.code_ = code;
    return out;
}

std::size_t Regex::group_count() const { return code_->groups; }

namespace {

/// One attempt to match at one place.
class Attempt {
public:
    Attempt(const Code& code, std::u32string_view text, std::uint64_t& steps)
        : code_(code), text_(text), steps_(steps), registers_(code.registers, Regex::npos) {}

    bool run(std::size_t start) {
        std::fill(registers_.begin(), registers_.end(), Regex::npos);
        trail_.clear();
        pc_ = 0;
        at_ = start;
        while (steps_ > 0) {
            --steps_;
            const Code::Instruction& i = code_.program[static_cast<std::size_t>(pc_)];
            if (i.op == Op::match) return true;
            if (!step(i) && !backtrack()) return false;
        }
        return false;
    }
    const std::vector<std::size_t>& registers() const { return registers_; }

private:
    struct Trail {
        std::uint32_t pc;  ///< where to go on, or no_pc: a register to put back
        std::size_t value;
        std::uint32_t index;
    };
    static constexpr std::uint32_t no_pc = ~0U;

    void set(std::uint32_t index, std::size_t value) {
        trail_.push_back({no_pc, registers_[index], index});
        registers_[index] = value;
    }

    bool backtrack() {
        while (!trail_.empty()) {
            const Trail t = trail_.back();
            trail_.pop_back();
            if (t.pc == no_pc) {
                registers_[t.index] = t.value;
                continue;
            }
            pc_ = t.pc;
            at_ = t.value;
            return true;
        }
        return false;
    }

    bool step(const Code::Instruction& i) {
        const bool more = at_ < text_.size();
        const char32_t c = more ? text_[at_] : U'\0';
        switch (i.op) {
            case Op::character:
                if (!more || (code_.ignore_case ? fold(c) : c) != i.operand) return false;
                ++at_;
                break;
            case Op::any:
                if (!more || (!code_.dot_all && (c == '\n' || c == '\r'))) return false;
                ++at_;
                break;
            case Op::set:
                if (!more || !code_.classes[i.operand].contains(c, code_.ignore_case)) return false;
                ++at_;
                break;
            case Op::split:
                trail_.push_back({static_cast<std::uint32_t>(pc_ + i.second), at_, 0});
                pc_ += i.first;
                return true;
            case Op::jump:
                pc_ += i.first;
                return true;
            case Op::save:
            case Op::mark:
                set(i.operand, at_);
                break;
            case Op::check:
                if (registers_[i.operand] == at_) pc_ += 1;  // past the jump back
                break;
            case Op::begin:
                if (at_ != 0 && !(code_.multi_line && text_[at_ - 1] == '\n' && more)) return false;
                break;
            case Op::end:
                if (more && !(code_.multi_line && c == '\n')) return false;
                break;
            case Op::reference: {
                const std::size_t begin = registers_[i.operand * 2];
                const std::size_t end = registers_[i.operand * 2 + 1];
                if (begin == Regex::npos || end == Regex::npos) break;  // not set: the empty string
                if (end - begin > text_.size() - at_) return false;
                for (std::size_t k = begin; k < end; ++k, ++at_) {
                    const bool same = code_.ignore_case ? fold(text_[k]) == fold(text_[at_]) : text_[k] == text_[at_];
                    if (!same) return false;
                }
                break;
            }
            case Op::match:
                break;
        }
        ++pc_;
        return true;
    }

    const Code& code_;
    std::u32string_view text_;
    std::uint64_t& steps_;
    std::vector<std::size_t> registers_;
    std::vector<Trail> trail_;
    std::int64_t pc_ = 0;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<Regex::Match> Regex::search(std::u32string_view text, std::size_t from, std::uint64_t& steps) const {
    Attempt attempt(*code_, text, steps);
    for (std::size_t start = from; start <= text.size() && steps > 0; ++start) {
        if (!attempt.run(start)) continue;
        const auto& registers = attempt.registers();
        Match out{registers[0], registers[1], {}};
        for (std::size_t g = 1; g <= code_->groups; ++g)
            out.groups.emplace_back(registers[g * 2], registers[g * 2 + 1]);
        return out;
    }
    return std::nullopt;
}

}  // namespace zhupi::feel
