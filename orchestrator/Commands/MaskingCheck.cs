// `axmonitor check` of masking: what is hidden of whom, as the repository decides it.
using System.Globalization;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Says what is masked of the instances of each stage.</summary>
internal static class MaskingCheck
{
    /// <summary>One finding for each stage that has instances.</summary>
    public static IEnumerable<CheckFinding> Of(IEnumerable<InstanceMasking> instances) =>
        instances
            .GroupBy(i => i.StageName, StringComparer.OrdinalIgnoreCase)
            .OrderBy(stage => stage.Key, StringComparer.OrdinalIgnoreCase)
            .Select(stage =>
            {
                var first = stage.First();
                var names = string.Join(", ", stage.Select(i => i.InstanceName));
                return new CheckFinding(
                    "masking " + stage.Key,
                    IsGood: true,
                    $"{What(first)} ({names})",
                    first.WaitingTexts == 0
                        ? null
                        : first.WaitingTexts.ToString(CultureInfo.InvariantCulture)
                            + " texts are not shown until their literals are masked: that goes on with every maintenance"
                );
            });

    private static string What(InstanceMasking instance) =>
        instance.LevelName switch
        {
            "none" => "names and literals are shown",
            "names" => "names are masked" + How(instance),
            _ => "names and literals are masked" + How(instance),
        };

    private static string How(InstanceMasking instance) =>
        instance.IsAtCollection ? " before they are stored"
        : instance.ClearFor == "admin" ? " for all but administrators"
        : " for all";
}
