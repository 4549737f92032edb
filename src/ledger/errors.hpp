#pragma once
#include "base/error.hpp"

namespace zhupi::err {
inline constexpr ErrorCode ledger_proof_range{
    "ledger.proof_range",     ErrorKind::invalid,
    "证明所说的位置不在树内", "The place that the proof speaks of is not in the tree",
    "请重新获取证明",         "Fetch the proof again"};
inline constexpr ErrorCode ledger_proof_length{"ledger.proof_length", ErrorKind::invalid,
                                               "证明的长度不对",      "The proof has the wrong length",
                                               "请重新获取证明",      "Fetch the proof again"};
inline constexpr ErrorCode ledger_proof_root{
    "ledger.proof_root",
    ErrorKind::invalid,
    "证明与树根不符：内容不在日志中，或日志被改动",
    "The proof does not lead to the root: the content is not in the log, or the log was changed",
    "请核对文件；如文件无误，请向审计部门报告",
    "Check the file; if it is right, report to the auditors"};
inline constexpr ErrorCode ledger_note{
    "ledger.note",      ErrorKind::malformed,        "不是签名笔记：{partZh}", "This is no signed note: {part}",
    "请重新获取检查点", "Fetch the checkpoint again"};
inline constexpr ErrorCode ledger_note_key{
    "ledger.note_key",         ErrorKind::malformed,       "不是验证公钥",
    "This is no verifier key", "请向日志或见证方索取公钥", "Ask the log or the witness for its key"};
inline constexpr ErrorCode ledger_note_signature{"ledger.note_signature",
                                                 ErrorKind::invalid,
                                                 "“{name}”的签名不正确",
                                                 "The signature of '{name}' is wrong",
                                                 "请勿信任该检查点，并向审计部门报告",
                                                 "Do not trust the checkpoint; report to the auditors"};
inline constexpr ErrorCode ledger_note_unsigned{"ledger.note_unsigned", ErrorKind::invalid,
                                                "没有已知密钥的签名",   "No known key has signed",
                                                "请核对公钥清单",       "Check the list of keys"};
inline constexpr ErrorCode ledger_checkpoint{
    "ledger.checkpoint",          ErrorKind::malformed,
    "检查点第 {line} 行无法识别", "Line {line} of the checkpoint cannot be read",
    "请重新获取检查点",           "Fetch the checkpoint again"};
inline constexpr ErrorCode ledger_proof_text{"ledger.proof_text",
                                             ErrorKind::malformed,
                                             "存证证明第 {line} 行无法识别",
                                             "Line {line} of the proof cannot be read",
                                             "请重新获取证明",
                                             "Fetch the proof again"};
inline constexpr ErrorCode ledger_request{"ledger.request",
                                          ErrorKind::malformed,
                                          "见证请求第 {line} 行无法识别",
                                          "Line {line} of the request to the witness cannot be read",
                                          "请按 c2sp.org/tlog-witness 发送",
                                          "Send it as c2sp.org/tlog-witness says"};
inline constexpr ErrorCode ledger_policy{"ledger.policy",
                                         ErrorKind::malformed,
                                         "信任策略第 {line} 行有误：{whyZh}",
                                         "Line {line} of the trust policy is wrong: {why}",
                                         "请改正该行",
                                         "Correct that line"};
inline constexpr ErrorCode ledger_other_log{"ledger.other_log",
                                            ErrorKind::invalid,
                                            "检查点属于日志“{origin}”，签名却不是它的",
                                            "The checkpoint is of the log '{origin}', but that log did not sign it",
                                            "请核对公钥清单",
                                            "Check the list of keys"};
inline constexpr ErrorCode ledger_quorum{"ledger.quorum",
                                         ErrorKind::invalid,
                                         "见证方不足：只有 {seen} 个见证了该检查点",
                                         "Too few witnesses: only {seen} saw the checkpoint",
                                         "请稍后重试，或向见证方核实",
                                         "Try again later, or ask the witnesses"};
inline constexpr ErrorCode ledger_entry_long{"ledger.entry_long",
                                             ErrorKind::too_large,
                                             "日志条目有 {size} 字节，上限 {limit} 字节",
                                             "The entry has {size} bytes; the most is {limit}",
                                             "请只记录摘要",
                                             "Log a digest instead"};
inline constexpr ErrorCode ledger_tile_missing{
    "ledger.tile_missing",    ErrorKind::unavailable,           "日志缺少“{path}”",
    "The log lacks '{path}'", "请从备份恢复，并向审计部门报告", "Restore it from a backup and report to the auditors"};
inline constexpr ErrorCode ledger_tile_wrong{"ledger.tile_wrong",
                                             ErrorKind::invalid,
                                             "日志的“{path}”长度或内容不对",
                                             "'{path}' of the log has the wrong length or content",
                                             "请从备份恢复，并向审计部门报告",
                                             "Restore it from a backup and report to the auditors"};
inline constexpr ErrorCode ledger_tree_root{"ledger.tree_root",
                                            ErrorKind::invalid,
                                            "存下的 {size} 条与检查点的树根不符",
                                            "The {size} entries that are stored do not give the checkpoint's root",
                                            "请向审计部门报告",
                                            "Report to the auditors"};
inline constexpr ErrorCode ledger_store{"ledger.store",
                                        ErrorKind::unavailable,
                                        "写不了日志文件“{path}”：{reason}",
                                        "The log file '{path}' cannot be written: {reason}",
                                        "请检查磁盘空间和权限",
                                        "Check the disk's space and permissions"};
}  // namespace zhupi::err
