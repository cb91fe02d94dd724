// Evaluates gauge panels: values, scales with their ticks, states of indicators, and where each part stands.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Rendering;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class GaugeProcessor(ItemProcessor items)
{
    private const int MostTicks = 100;

    private Evaluator Evaluator => items.Evaluator;

    public RenderedIndicator Indicator(IndicatorItem item, RenderedFrame frame, DataPlace at) =>
        Indicator(item.Indicator, item.Name, frame, items.Style(item.Style, Place(item, at)), Place(item, at));

    public RenderedGaugePanel Panel(GaugePanelItem item, RenderedFrame frame, DataPlace at)
    {
        var place = Place(item, at);
        var boxes = new Dictionary<string, GaugeBox>(StringComparer.Ordinal);
        var shown = item.Gauges.Where(g => !Evaluator.Flag(g.Place.Hidden, place)).ToList();
        var count = item.IsArranged ? shown.Count + item.Indicators.Count : 0;
        var gauges = shown
            .Select(
                (g, i) =>
                {
                    var box = count > 0 ? Share(i, count, frame) : Box(g.Place, boxes);
                    boxes[g.Name] = box;
                    return Gauge(g, box, frame, place);
                }
            )
            .ToList();
        return new RenderedGaugePanel(
            item.Name,
            frame,
            items.Style(item.Style, place),
            gauges,
            [
                .. item.Indicators.Where(i => !Evaluator.Flag(i.Place.Hidden, place))
                    .Select(
                        (indicator, i) =>
                            (
                                count > 0 ? Share(shown.Count + i, count, frame) : Box(indicator.Place, boxes),
                                Indicator(indicator, indicator.Name, frame, RenderedStyle.None, place)
                            )
                    ),
            ],
            [
                .. item.Labels.Where(l => !Evaluator.Flag(l.Place.Hidden, place))
                    .Select(l =>
                        (Box(l.Place, boxes), Evaluator.Text(l.Text, place) ?? "", items.Style(l.Style, place))
                    ),
            ]
        );
    }

    private DataPlace Place(IGaugePanel panel, DataPlace at) =>
        panel.DataSet is { } own && (at.Scope is null || at.Scope.IsDataSet) ? new DataPlace(items.DataSets[own]) : at;

    /// <summary>Side by side in a panel that is wide, below each other in one that is high.</summary>
    private static GaugeBox Share(int index, int count, RenderedFrame frame) =>
        frame.Width >= frame.Height
            ? new GaugeBox((double)index / count, 0, 1.0 / count, 1)
            : new GaugeBox(0, (double)index / count, 1, 1.0 / count);

    private static GaugeBox Box(GaugePlace place, Dictionary<string, GaugeBox> boxes) =>
        (place.Parent is { } parent ? boxes.GetValueOrDefault(parent) ?? GaugeBox.Whole : GaugeBox.Whole).Part(
            place.Left,
            place.Top,
            place.Width,
            place.Height
        );

    private RenderedGauge Gauge(GaugeDefinition gauge, GaugeBox box, RenderedFrame frame, DataPlace place) =>
        new(
            box,
            gauge.IsRadial,
            gauge.HasFrame,
            gauge.Orientation == "Vertical"
                || (gauge.Orientation != "Horizontal" && frame.Height * box.Height > frame.Width * box.Width),
            Evaluator.Text(gauge.ToolTip, place),
            [.. gauge.Scales.Select(s => Scale(s, place))]
        )
        {
            PivotX = gauge.PivotX / 100,
            PivotY = gauge.PivotY / 100,
        };

    private RenderedGaugeScale Scale(GaugeScaleDefinition scale, DataPlace place)
    {
        var minimum = Number(scale.Minimum, place) ?? 0;
        var maximum = Number(scale.Maximum, place) ?? 100;
        maximum = maximum > minimum ? maximum : minimum + 1;
        var hasLabels = !Evaluator.Flag(scale.LabelsHidden, place);
        var format = Evaluator.Text(scale.LabelStyle[StyleProperty.Format], place);
        var multiplier = Evaluator.Number(scale.Multiplier, place) ?? 1;
        return new RenderedGaugeScale(
            minimum,
            maximum,
            Evaluator.Flag(scale.Reversed, place),
            Evaluator.Number(scale.StartAngle, place) ?? 20,
            Evaluator.Number(scale.SweepAngle, place) ?? 320,
            (Evaluator.Number(scale.Radius, place) ?? 37) / 100,
            [
                .. Ticks(minimum, maximum, Evaluator.Number(scale.Interval, place))
                    .Select(t => (t, hasLabels ? Evaluator.Format(t * multiplier, format) : null)),
            ],
            [
                .. scale.Pointers.Where(p => !Evaluator.Flag(p.Hidden, place))
                    .Select(p => Pointer(p, scale, minimum, maximum, place)),
            ],
            [
                .. scale.Ranges.Where(r => !Evaluator.Flag(r.Hidden, place))
                    .Select(r => new RenderedGaugeRange(
                        Math.Clamp(Number(r.Start, place) ?? minimum, minimum, maximum),
                        Math.Clamp(Number(r.End, place) ?? maximum, minimum, maximum),
                        Evaluator.Text(r.Style[StyleProperty.BackgroundColor], place)
                    )),
            ]
        );
    }

    private RenderedGaugePointer Pointer(
        GaugePointerDefinition pointer,
        GaugeScaleDefinition scale,
        double minimum,
        double maximum,
        DataPlace place
    )
    {
        var value = Number(pointer.Value, place);
        string Told(double number) => Evaluator.Format(number, Evaluator.Text(scale.LabelStyle[StyleProperty.Format], place));
        var isZero = string.Equals(Evaluator.Text(pointer.BarStart, place), "Zero", StringComparison.OrdinalIgnoreCase);
        var range = value is null
            ? null
            : scale.Ranges.FirstOrDefault(r => Number(r.Start, place) <= value && value <= Number(r.End, place))?.Name;
        return new RenderedGaugePointer(
            pointer.Type,
            value is { } number ? Math.Clamp(number, minimum, maximum) : null,
            isZero ? Math.Clamp(0, minimum, maximum) : minimum,
            Evaluator.Text(pointer.Style[StyleProperty.BackgroundColor] ?? pointer.Style[StyleProperty.Color], place),
            Evaluator.Text(pointer.ToolTip, place)
                ?? (
                    value is { } shown
                        ? $"{HtmlReportRenderer.Words(pointer.Name)}: {Told(shown)} ({Told(minimum)} to {Told(maximum)}{(range is null ? "" : ", in " + HtmlReportRenderer.Words(range).ToLowerInvariant())})"
                        : $"{HtmlReportRenderer.Words(pointer.Name)}: no value"
                )
        );
    }

    /// <summary>At the interval of the file, or at a round one.</summary>
    private static IEnumerable<double> Ticks(double minimum, double maximum, double? interval)
    {
        if (interval is > 0 and var step && (maximum - minimum) / step <= MostTicks)
        {
            for (var i = 0; minimum + (i * step) <= maximum + (step * 1e-9); i++)
            {
                yield return minimum + (i * step);
            }

            yield break;
        }

        foreach (var tick in ChartScale.ForNumbers([], minimum, maximum, 0, 1, 10).Ticks)
        {
            yield return tick;
        }
    }

    private double? Number(GaugeValue? value, DataPlace place)
    {
        var number = Evaluator.Number(value?.Value, place);
        return number is null
            ? null
            : (number * (Evaluator.Number(value!.Multiplier, place) ?? 1)) + (Evaluator.Number(value.Added, place) ?? 0);
    }

    private RenderedIndicator Indicator(
        IndicatorDefinition definition,
        string name,
        RenderedFrame frame,
        RenderedStyle style,
        DataPlace place
    )
    {
        var value = Number(definition.Value, place);
        var compared = value is not null && definition.IsPercentage ? Share(definition, value.Value, place) : value;
        var state = compared is null
            ? null
            : definition.States.FirstOrDefault(s =>
                (Number(s.Start, place) ?? double.NegativeInfinity) <= compared
                && compared <= (Number(s.End, place) ?? double.PositiveInfinity)
            );
        return new RenderedIndicator(
            name,
            frame,
            style,
            state?.Name,
            state?.Shape,
            Evaluator.Text(state?.Color, place),
            Evaluator.Text(definition.ToolTip, place) ?? state?.Name ?? value?.ToString(CultureInfo.InvariantCulture)
        );
    }

    /// <summary>A value as percent between minimum and maximum: those of the file, or those of all instances
    /// in the scope that it names.</summary>
    private double? Share(IndicatorDefinition indicator, double value, DataPlace place)
    {
        var minimum = Number(indicator.Minimum, place);
        var maximum = Number(indicator.Maximum, place);
        if (minimum is null || maximum is null)
        {
            var all = Peers(indicator.Scope, place)
                .Select(p => Number(indicator.Value, p))
                .OfType<double>()
                .DefaultIfEmpty(value)
                .ToList();
            minimum ??= all.Min();
            maximum ??= all.Max();
        }

        return maximum > minimum ? (value - minimum) / (maximum - minimum) * 100 : 0;
    }

    /// <summary>The instances of the same group inside a scope; all rows of a dataset are one each.</summary>
    private IEnumerable<DataPlace> Peers(string? scope, DataPlace place)
    {
        if (place.Scope is not { } own)
        {
            return [place];
        }

        var around = scope is null ? own.Outermost : own.Find(scope) ?? items.DataSets.GetValueOrDefault(scope) ?? own;
        var peers = Inside(around).Where(s => string.Equals(s.Name, own.Name, StringComparison.Ordinal)).ToList();
        return peers.Count == 0
            ? [place]
            : peers.Select(p => new DataPlace(p, place.Row is null ? null : p.Rows.FirstOrDefault()));
    }

    private static IEnumerable<DataScope> Inside(DataScope scope) => scope.Inner.SelectMany(i => Inside(i).Prepend(i));
}
