#pragma once
// Validators of the codes that Chinese administrations write on everything. Each answers whether the code is well
// formed, check digits included where the standard publishes how they are made.

#include <string>
#include <string_view>

namespace zhupi::codes {

/// 投资项目统一代码 (GB/T 40058-2021): 24 characters, "2509-320193-89-01-544060". The check digit's algorithm is not
/// published, so only the form is checked; codes before 2020 begin with a four-digit year instead of YYMM.
bool is_project_code(std::string_view s);

/// 统一社会信用代码 (GB 32100-2015): 18 characters of 0-9 A-Z without I O S V Z, weighted check character.
bool is_credit_code(std::string_view s);
char credit_code_check(std::string_view first17);

/// 公民身份号码 (GB 11643-1999): 17 digits with a real date of birth, and a check character.
bool is_identity_number(std::string_view s);

/// 行政区划代码 (GB/T 2260): six digits, the first two naming a province-level unit that exists, or 99 (ours, for
/// cities that do not).
bool is_district_code(std::string_view s);

/// 施工许可证编号: district 6 + date 8 + serial 2 + class 2 (01 房建, 02 市政; older tables go to 18).
bool is_construction_permit_number(std::string_view s);

/// 电子证照标识 (GB/T 36904-2018): "1.2.156.3005.2.{type 21}.{issuer 18}.{serial}.{version 3}.{check}"; the check
/// character is ISO 7064 MOD 37,36 over everything after the root, without dots.
bool is_licence_identifier(std::string_view s);
char licence_identifier_check(std::string_view without_root_dots_and_check);

/// Mobile or fixed line in mainland form: 11 digits beginning with 1, or area code with 7 or 8 digits.
bool is_phone(std::string_view s);

/// For screens of those who need not see it all: 李**, 139****9999, 110101********0012. At least four characters of a
/// number are hidden; a short one is hidden whole.
std::string mask_name(std::string_view name);
std::string mask_number(std::string_view number);

}  // namespace zhupi::codes
