// SPDX-License-Identifier: Apache-2.0
#include "reports/choose/choose.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "reports/results/digest.h"
#include "reports/results/example.h"

namespace sigmark::choose {
namespace {

Json LoadChoices() {
  std::ifstream file(SIGMARK_CHOICES);
  return Json::parse(file);
}

// What a case fixes of an answer: who wins, and what becomes of everybody else.
Json Essence(const Json& answer) {
  const auto fit = [](const Json& one) {
    return Json{
        {"name", one.at("name")}, {"isa", one.at("isa")}, {"max_ulp", one.at("max_ulp")}, {"why", one.at("why")}};
  };
  Json essence = {{"winner", answer.at("winner").is_null() ? Json() : fit(answer.at("winner"))},
                  {"ties", Json::array()},
                  {"runners_up", Json::array()},
                  {"rejected", answer.at("rejected")},
                  {"relaxations", answer.at("relaxations")}};
  for (const char* list : {"ties", "runners_up"}) {
    for (const Json& one : answer.at(list)) essence[list].push_back(fit(one));
  }
  return essence;
}

TEST(Choose, DecidesTheGoldenCases) {
  const Json choices = LoadChoices();
  ASSERT_GE(choices.at("cases").size(), 25u);
  for (const Json& one : choices.at("cases")) {
    EXPECT_EQ(Essence(Choose(choices.at("digest"), one.at("query"))), one.at("answer"))
        << one.at("name") << ": " << Essence(Choose(choices.at("digest"), one.at("query"))).dump(2);
  }
}

// Whatever is asked, every kernel of the function and format is in one list, once.
TEST(Choose, AccountsForEveryKernel) {
  const Json choices = LoadChoices();
  for (const Json& one : choices.at("cases")) {
    const Json answer = Choose(choices.at("digest"), one.at("query"));
    std::multiset<std::string> named;
    if (!answer.at("winner").is_null()) named.insert(answer["winner"]["name"].dump() + answer["winner"]["isa"].dump());
    for (const char* list : {"ties", "runners_up", "rejected"}) {
      for (const Json& other : answer.at(list)) named.insert(other["name"].dump() + other["isa"].dump());
    }
    std::multiset<std::string> all;
    for (const Json& kernel : choices["digest"]["kernels"]) {
      if (kernel["format"] == answer["query"]["format"]) all.insert(kernel["name"].dump() + kernel["isa"].dump());
    }
    EXPECT_EQ(named, all) << one.at("name");
    EXPECT_TRUE(answer.at("winner").is_null() || answer.at("relaxations").empty()) << one.at("name");
  }
}

// A relaxation that is named helps: asked again as it says, something fits.
TEST(Choose, RelaxationsHelp) {
  const Json choices = LoadChoices();
  Json query = {{"max_ulp", 0.6}, {"require", {"monotone"}}};
  const Json answer = Choose(choices.at("digest"), query);
  ASSERT_EQ(answer.at("relaxations").size(), 2u);
  EXPECT_EQ(answer["relaxations"][0]["flags"][0], "--max-ulp=2.3");
  query["max_ulp"] = 2.3;
  EXPECT_EQ(Choose(choices.at("digest"), query)["winner"]["name"], answer["relaxations"][0]["gives"]["name"]);
  query = {{"max_ulp", 0.6}};
  EXPECT_EQ(Choose(choices.at("digest"), query)["winner"]["name"], answer["relaxations"][1]["gives"]["name"]);
}

TEST(Choose, RefusesWhatWasNotMeasured) {
  const Json choices = LoadChoices();
  EXPECT_THROW(Choose(choices.at("digest"), {{"function", "logit"}}), results::DataError);
}

// A file may say of a row what no measurement does.
TEST(Choose, SomebodyWinsWhateverTheIntervals) {
  Json results = results::example::Full();
  for (Json& row : results["measurements"]) {
    if (row["kind"] == "throughput") row["relative_ci95"] = {5.0, 6.0};
  }
  EXPECT_EQ(Choose(results::Digest(results), {{"max_ulp", 3}})["winner"]["name"], "textbook/split");
}

TEST(Choose, WorksOnADigest) {
  Json results = results::example::Full();
  const Json answer = Choose(results::Digest(results), {{"max_ulp", 3}});
  EXPECT_EQ(answer["winner"]["name"], "textbook/split");
  EXPECT_EQ(answer["rejected"][0]["rule"], "validated");
  const std::string text = Describe(answer, 3);
  EXPECT_NE(text.find("Ship textbook/split (libm): the only one that fits"), std::string::npos) << text;
  EXPECT_NE(text.find("Licence: Apache-2.0: "), std::string::npos) << text;
}

}  // namespace
}  // namespace sigmark::choose
