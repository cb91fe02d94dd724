// The looks that cells of a workbook have: number format, bold, and whether the cell holds a text that must
// stay one even when somebody edits it.

using DocumentFormat.OpenXml.Spreadsheet;

namespace AxMonitor.Sandbox.ReportPortal.Excel;

internal sealed class ExcelStyles
{
    private const uint FirstOwnFormat = 164;
    private const uint TextFormat = 49;
    private readonly List<(string? Format, bool IsBold, bool IsText)> _looks = [(null, false, false)];
    private readonly List<string> _formats = [];

    /// <summary>The number of a look.</summary>
    public uint Of(string? format, bool isBold, bool isText)
    {
        var look = (format == ExcelFormat.General ? null : format, isBold, isText);
        var at = _looks.IndexOf(look);
        if (at < 0)
        {
            at = _looks.Count;
            _looks.Add(look);
            if (look.Item1 is { } own && !_formats.Contains(own, StringComparer.Ordinal))
            {
                _formats.Add(own);
            }
        }

        return (uint)at;
    }

    public Stylesheet ToStylesheet()
    {
        var sheet = new Stylesheet();
        if (_formats.Count > 0)
        {
            sheet.Append(
                new NumberingFormats(
                    _formats.Select((f, i) => new NumberingFormat { NumberFormatId = FirstOwnFormat + (uint)i, FormatCode = f })
                )
            );
        }

        sheet.Append(
            new Fonts(Font(isBold: false), Font(isBold: true)),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 })
            ),
            new Borders(
                new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())
            ),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(_looks.Select(Look))
        );
        return sheet;
    }

    private CellFormat Look((string? Format, bool IsBold, bool IsText) look)
    {
        var format = new CellFormat
        {
            FontId = look.IsBold ? 1u : 0u,
            ApplyFont = look.IsBold,
            NumberFormatId =
                look.Format is { } own ? FirstOwnFormat + (uint)_formats.IndexOf(own)
                : look.IsText ? TextFormat
                : 0u,
            ApplyNumberFormat = true,
        };
        if (look.IsText)
        {
            format.QuotePrefix = true;
            format.Alignment = new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top };
            format.ApplyAlignment = true;
        }

        return format;
    }

    private static Font Font(bool isBold)
    {
        var font = new Font();
        if (isBold)
        {
            font.Append(new Bold());
        }

        font.Append(new FontSize { Val = 10 }, new FontName { Val = "Segoe UI" });
        return font;
    }
}
