#include "catalog/load.hpp"

#include <doctest/doctest.h>

namespace zhupi::catalog {
TEST_CASE("the city of this repository loads") {
    const auto city = load(ZHUPI_SOURCE_DIR "/city");
    if (!city)
        for (const auto& f : city.error())
            MESSAGE(f.file << ":" << f.line << ": " << f.en << " | " << f.zh << " -> " << f.remedy_en);
    REQUIRE(city);
    CHECK(city->items.size() == 82);
}
}  // namespace zhupi::catalog
