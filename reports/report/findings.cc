// SPDX-License-Identifier: Apache-2.0
#include "reports/report/findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "reports/report/kernels.h"
#include "reports/report/markdown.h"
#include "reports/report/regions.h"
#include "reports/report/tables.h"
#include "reports/results/hex_float.h"

namespace sigmark::report {
namespace {

using results::Text;

// One implementation in one format, on each instruction set.
struct Subject {
  const Group* group;
  std::vector<const Kernel*> kernels;

  const Kernel& Any() const { return *kernels.front(); }
};

std::vector<Subject> Libraries(const std::vector<Group>& groups) {
  std::vector<Subject> subjects;
  for (const Group& group : groups) {
    std::map<std::string, Subject> by_name;
    for (const Kernel& kernel : group.kernels) {
      if (kernel.id.family != "peers" || kernel.accuracy == nullptr) continue;
      Subject& subject = by_name[kernel.Name()];
      subject.group = &group;
      subject.kernels.push_back(&kernel);
    }
    for (auto& [name, subject] : by_name) subjects.push_back(std::move(subject));
  }
  return subjects;
}

// One thing that was seen of a kernel: how bad it is, to compare instruction sets, and the cells of a table's row.
struct Seen {
  double badness;
  std::string how_often, x, got, what;
};

// What a look at a kernel says: not measured, nothing to see, or something.
struct Look {
  bool measured = false;
  std::optional<Seen> seen = std::nullopt;
};

std::string HexCell(const Json& witness, const char* member) {
  const bool there = witness.is_object() && witness.contains(member) && witness.at(member).is_string();
  return there ? "`" + Escape(Text(witness.at(member))) + "`" : "";
}

std::string XCell(const Json& witness) {
  const bool there = witness.is_object() && witness.contains("x") && witness.at("x").is_string();
  return there ? InputCell(Text(witness.at("x"))) : "";
}

// The rows of one check together.
Look LookAtCheck(const Kernel& kernel, const std::string& check) {
  const CheckState state = kernel.Check(check);
  if (state.observed == CheckState::kNotRun || state.observed == CheckState::kNotApplicable) return {};
  for (const Json* row : kernel.rows.behaviour) {
    if (row->at("check") != check || row->at("observed") != "violated") continue;
    const Json witness = row->value("witness", Json());
    return {true, Seen{static_cast<double>(state.violations),
                       Count(state.violations) + (row->at("evidence") == "exhaustive" ? "" : ", sampled"),
                       XCell(witness), HexCell(witness, "got"), Escape(Text(row->at("detail")))}};
  }
  return {true};
}

using Looker = std::function<Look(const Kernel&)>;

Looker Check(const std::string& name) {
  return [name](const Kernel& kernel) { return LookAtCheck(kernel, name); };
}

// The first of several checks that is violated, named with the others.
Looker AnyCheck(const std::vector<std::string>& names) {
  return [names](const Kernel& kernel) {
    std::vector<std::string> violated;
    Look any;
    for (const std::string& name : names) {
      const Look look = LookAtCheck(kernel, name);
      any.measured = any.measured || look.measured;
      if (!look.seen) continue;
      violated.push_back(name);
      if (!any.seen) any.seen = look.seen;
    }
    if (any.seen) any.seen->what = fmt::format("{}: {}", fmt::join(violated, ", "), any.seen->what);
    return any;
  };
}

// 0 where the exact value rounds to a normal number.
Look FlushesNormal(const Kernel& kernel) {
  const Json& row = *kernel.accuracy;
  const Json* region = FindRegion(row, "normal_results");
  if (region == nullptr) return {};
  if (row.at("first_flushed").is_null()) return {true};
  const std::string& x = Text(row.at("first_flushed"));
  if (results::ParseFloat(x) < results::ParseFloat(Text(region->at("lo")))) return {true};
  return {true, Seen{-results::ParseFloat(x), "", InputCell(x), "`0x0p+0`", "and further out"}};
}

// An error of half of the significant digits and more where results are normal.
Look WrongNormal(const Kernel& kernel) {
  static const std::map<std::string, double> kHalfOfTheDigits = {
      {"binary16", 0x1p6}, {"bfloat16", 0x1p4}, {"binary32", 0x1p12}, {"binary64", 0x1p27}};
  const Json* region = FindRegion(*kernel.accuracy, "normal_results");
  if (region == nullptr) return {};
  const double ulp = region->at("max_ulp");
  if (ulp < kHalfOfTheDigits.at(kernel.id.format)) return {true};
  return {true,
          Seen{ulp, "", XCell(region->at("witness")), HexCell(region->at("witness"), "got"), Bound(ulp) + " ulp"}};
}

Look NotFinite(const Kernel& kernel) {
  const Json& row = *kernel.accuracy;
  const auto count = row.at("nonfinite").get<std::uint64_t>();
  if (count == 0) return {true};
  const Json& witness = row.at("nonfinite_witness");
  return {true, Seen{static_cast<double>(count), Count(count), XCell(witness), HexCell(witness, "got"), ""}};
}

struct Question {
  const char* title;
  const char* meaning;
  Looker look;
};

std::vector<Question> Questions() {
  return {
      {"Not monotone", "a larger input gives a smaller result, or NaN", Check("monotone")},
      {"Outside [0, 1]", "a probability that is none", Check("range")},
      {"NaN is lost", "a NaN comes out as a number, and nobody notices", Check("nan_propagates")},
      {"Wrong at an infinity", "σ(−∞) is not 0, or σ(+∞) not 1", AnyCheck({"negative_infinity", "positive_infinity"})},
      {"Not finite", "NaN or an infinity for a finite input", NotFinite},
      {"Normal results are lost", "0 where the exact value is a normal number", FlushesNormal},
      {"Normal results with half of their digits wrong",
       "an error of half of the significant digits and more, where the exact value is a normal number", WrongNormal},
      {"Subnormal results are lost", "0, or wrong by a factor of two, where the exact value is subnormal",
       Check("subnormal_results")},
      {"The result depends on the place in the array", "the same input gives other bits elsewhere",
       AnyCheck({"position_independent", "length_1_to_64", "neighbour_independent", "unaligned", "in_place"})},
      {"The floating-point state is changed, or a call misbehaves otherwise", "what no kernel may do",
       AnyCheck({"preserves_fp_state", "no_out_of_bounds", "writes_all", "deterministic", "thread_safe"})},
  };
}

// The looks at a subject: on which instruction sets something was seen, and what, on the one where it is worst.
struct Looks {
  bool measured = false;
  std::vector<std::string> isas;  // the worst first
  std::optional<Seen> worst;
};

Looks AskOf(const Question& question, const Subject& subject) {
  Looks looks;
  for (const Kernel* kernel : subject.kernels) {
    Look look = question.look(*kernel);
    looks.measured = looks.measured || look.measured;
    if (!look.seen) continue;
    const bool worse = !looks.worst || looks.worst->badness < look.seen->badness;
    looks.isas.insert(worse ? looks.isas.begin() : looks.isas.end(), kernel->id.isa);
    if (worse) looks.worst = std::move(look.seen);
  }
  return looks;
}

std::string Section(const Question& question, const std::vector<Subject>& subjects) {
  Table table({"library", "format", "isa", ">how often", "at x", "gives", "what"});
  std::size_t found = 0, measured = 0;
  for (const Subject& subject : subjects) {
    const Looks looks = AskOf(question, subject);
    measured += looks.measured ? 1u : 0u;
    if (!looks.worst) continue;
    ++found;
    table.Add({Label(*subject.group, subject.Any()), subject.group->format,
               Escape(fmt::format("{}", fmt::join(looks.isas, ", "))), looks.worst->how_often, looks.worst->x,
               looks.worst->got, looks.worst->what});
  }
  const std::string count = measured == 0 ? "not measured" : fmt::format("{} of {}", found, measured);
  return fmt::format("## {}\n\n{}: {}.\n\n{}", question.title, question.meaning, count,
                     table.empty() ? "" : table.Text());
}

// The documented promises of implementations, each with what was measured.
std::string DocumentedClaims(const Json& results, const std::vector<Subject>& subjects) {
  Table table(
      {"library", "format", "isa", ">promised ulp", "for x in", ">measured ulp", "at x", "", "where it says so"});
  for (const Json& entry : results.at("implementations")) {
    if (!entry.contains("documented")) continue;
    for (const Json& promise : entry.at("documented")) {
      const Json &lo = promise.at("lo"), &hi = promise.at("hi");
      for (const Subject& subject : subjects) {
        if (subject.Any().Name() != results::QualifiedId(entry) ||
            subject.group->format != Text(promise.at("format"))) {
          continue;
        }
        for (const Kernel* kernel : subject.kernels) {
          const Json* region = FindRegion(*kernel->accuracy, "documented");
          if (region == nullptr) continue;
          const double measured = region->at("max_ulp"), promised = promise.at("max_ulp");
          const bool sampled = results::Evidence(*kernel->accuracy) == "sampled";
          table.Add({Label(*subject.group, *kernel), subject.group->format, Escape(kernel->id.isa), Number(promised),
                     InputCell(Text(lo)) + " … " + InputCell(Text(hi)), Bound(measured), XCell(region->at("witness")),
                     measured > promised ? "**refuted**"
                     : sampled           ? "not refuted by a sample"
                                         : "holds",
                     Escape(Text(promise.at("source")))});
        }
      }
    }
  }
  if (table.empty()) return "";
  return "## What documentation promises\n\nMeasured on the bins of the error envelope that lie within the "
         "interval.\n\n" +
         table.Text();
}

}  // namespace

std::string Findings(const Json& results) {
  const std::vector<Group> groups = GroupKernels(results);
  const std::vector<Subject> subjects = Libraries(groups);
  if (subjects.empty()) return "";
  const Json& machine = results.at("machine");
  std::string text = fmt::format(
      "# What libraries do: findings on {} ({})\n\nEvery line is of a measurement in results.json beside this page, "
      "with an input that shows it. A line stands for an implementation in one format, and for the instruction sets "
      "that "
      "it names; the figures are of the first of them, where it is worst. {} implementations and formats were looked "
      "at.\n\n",
      Escape(Text(machine.at("brand"))), Escape(Text(machine.at("cpu_id"))), subjects.size());
  for (const Question& question : Questions()) text += Section(question, subjects);
  return text + DocumentedClaims(results, subjects);
}

}  // namespace sigmark::report
