// The mistakes that a diagnosis may name, kind by kind: each function lists what may have been made of a step's
// outputs. diagnose.cpp asks all of them which it was.
#pragma once

#include <string>
#include <vector>

#include "judge/prediction.hpp"

namespace gaplab {

using hypotheses = std::vector<hypothesis>;

/// The misconceptions that the lab's oracle knows, refusals among them.
hypotheses misconceptions(const observed_step& seen);

/// constant_factor: every element of an output is the same multiple of the right one.
hypotheses factors(const observed_step& seen, const std::string& output);

/// offset: every element of an output is off by the same.
hypotheses offsets(const observed_step& seen, const std::string& output);

/// What is right after all but a named factor: mistakes that are often made together with a wrong division.
hypotheses scaled(const observed_step& seen, const hypotheses& others);

/// layout_misread, axes_swapped, index_ignored, wrong_stride, shifted, ...: an input is read in other places.
hypotheses misread_inputs(const observed_step& seen);

/// lost_tail, lost_start, only_the_first, every_kth, lost_threads ...: parts of an input do not count.
hypotheses lost_inputs(const observed_step& seen);

/// input_ignored, input_changed_sign ...: the values of an input are taken for others.
hypotheses mistaken_inputs(const observed_step& seen);

/// layout_misread, axes_swapped, shifted, repeated, ...: the right values are written in other places.
hypotheses miswritten_outputs(const observed_step& seen, const std::string& output);

/// never_written, only_a_prefix, lost_tail, only_the_first, every_kth ...: parts of an output are never written.
hypotheses unwritten_outputs(const observed_step& seen, const std::string& output);

/// not_reset, summed_over ...: sums run on, or over too much.
hypotheses running_sums(const observed_step& seen, const std::string& output);

/// truncated, clamped, absolute_values: something is done to the right values.
hypotheses changed_outputs(const std::string& output);

/// wrong_reduction: of each map something else than the mean, where the output is that.
hypotheses other_reductions(const observed_step& seen, const std::string& output);

/// parameter_ignored, parameter_swapped, ...: the operation's answer for other parameters.
hypotheses mistaken_parameters(const observed_step& seen);

/// outputs_swapped: two outputs of one shape have each other's values.
hypotheses swapped_outputs(const observed_step& seen);

/// another_step: the answer of another operation of the lab.
hypotheses other_operations(const observed_step& seen);

/// stale, accumulated: something is left from an earlier call.
hypotheses leftovers(const observed_step& seen, const std::string& output);

/// stale: the parameters are those of another call.
hypotheses stale_parameters(const observed_step& seen);

/// wrong_index: an input is broadcast to the output, and read at the wrong place.
hypotheses wrong_broadcasts(const observed_step& seen, const std::string& output);

/// another_value: an output of whole numbers holds a parameter that is not meant.
hypotheses other_values(const observed_step& seen, const std::string& output);

}  // namespace gaplab
