// What the collector Preflight is to look for on an instance: the needs of all collectors that are scheduled
// there, as one XML document. An instance's own text of a collector brings its own needs; a collector file
// that is absent or wrong is a finding itself.
using System.Data;
using System.Globalization;
using System.Xml.Linq;
using AxMonitor.Orchestrator.Collect.Guard;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Parameters of the batch Preflight.</summary>
public sealed class PreflightNeeds(IOperations operations, CollectorCatalog catalog) : IParameterSource
{
    public string CollectorName => "Preflight";

    public async Task<IReadOnlyList<BatchParameter>> ForAsync(ScheduledCollector preflight, CancellationToken cancel) =>
        For(preflight, await operations.GetScheduleAsync(cancel));

    /// <summary>The needs of the instance's collectors, as this schedule has them.</summary>
    public IReadOnlyList<BatchParameter> For(ScheduledCollector preflight, IReadOnlyList<ScheduledCollector> schedule)
    {
        var needs = new XElement("needs");
        foreach (var collector in schedule.Where(c => c.InstanceId == preflight.InstanceId && !IsPreflight(c)))
        {
            foreach (var need in Needs(collector))
            {
                need.SetAttributeValue("id", needs.Elements().Count() + 1);
                need.SetAttributeValue("collector", collector.CollectorName);
                needs.Add(need);
            }
        }

        return
        [
            new BatchParameter("Needs", SqlDbType.NVarChar, needs.ToString(SaveOptions.DisableFormatting)),
            new BatchParameter("InstanceName", SqlDbType.NVarChar, preflight.InstanceName),
            new BatchParameter("ConnectionName", SqlDbType.NVarChar, preflight.ConnectionName),
        ];
    }

    /// <summary>Whether this is the collector that looks after the others.</summary>
    public static bool IsPreflight(ScheduledCollector collector) =>
        string.Equals(collector.Kind, "check", StringComparison.Ordinal);

    private IEnumerable<XElement> Needs(ScheduledCollector collector)
    {
        yield return new XElement(
            "need",
            new XAttribute("kind", "version"),
            new XAttribute("name", "13.0.5026"),
            new XAttribute("optional", 0),
            new XAttribute("text", "SQL Server 2016 SP2 (13.0.5026)")
        );

        IReadOnlyList<CollectorNeed> needs;
        XElement? broken = null;
        try
        {
            var file = collector.QueryText is null ? Matching(collector) : null;
            CollectorTextGuard.Check(collector.QueryText ?? file!.Text);
            needs =
                file?.Needs
                ?? CollectorFile.ReadNeeds(
                    collector.QueryText!,
                    $"The text of {collector.CollectorName} for {collector.InstanceName}"
                );
        }
        catch (Exception e) when (e is ScriptFileException or CollectorTextException)
        {
            needs = [];
            broken = new XElement(
                "need",
                new XAttribute("kind", "broken"),
                new XAttribute("optional", 0),
                new XAttribute("text", "collector file"),
                new XAttribute("finding", e.Message[..Math.Min(e.Message.Length, 1000)]),
                new XAttribute(
                    "remedy",
                    collector.QueryText is null
                        ? "Restore the file from the release; deploy collectors and database of the same version."
                        : "Correct the text with axmonitor collector set-text."
                )
            );
        }

        if (broken is not null)
        {
            yield return broken;
        }

        foreach (var need in needs)
        {
            yield return Element(need);
        }
    }

    private CollectorFile Matching(ScheduledCollector collector)
    {
        var file = catalog.Get(collector.CollectorName);
        return string.Equals(file.TableType, collector.TableType, StringComparison.OrdinalIgnoreCase)
            ? file
            : throw new ScriptFileException(
                $"{collector.CollectorName}.sql makes rows of {file.TableType}, the repository expects {collector.TableType}."
            );
    }

    private static XElement Element(CollectorNeed need)
    {
        var element = new XElement(
            "need",
            new XAttribute("kind", need.Kind),
            new XAttribute("name", need.Name),
            new XAttribute("optional", need.IsOptional ? 1 : 0),
            new XAttribute("text", need.Text),
            need.Parts.Select(p => new XElement("part", p))
        );
        element.SetAttributeValue("database", need.Database);
        element.SetAttributeValue("operator", need.Operator);
        element.SetAttributeValue("value", need.Value?.ToString(CultureInfo.InvariantCulture));
        return element;
    }
}
