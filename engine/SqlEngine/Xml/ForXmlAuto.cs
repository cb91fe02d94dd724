// FOR XML AUTO: an element for each table of the select list, nested in the one of the table before it.
using System.Text;
using System.Xml;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Json;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

/// <summary>Serialises rows as FOR XML AUTO does.</summary>
public static class ForXmlAuto
{
    /// <summary>Binds the clause to the select list. The result is xml with TYPE, else nvarchar(max); NULL
    /// when there are no rows (and no ROOT).</summary>
    /// <exception cref="SqlError">6803 no table, 6809 unnamed column.</exception>
    public static Func<IEnumerable<SqlValue[]>, SqlValue> Bind(
        ForXmlOptions options,
        IReadOnlyList<string> names,
        IReadOnlyList<SqlType> types,
        IReadOnlyList<string?> sources
    )
    {
        var levels = AutoLevels.Of(sources);
        if (levels.Count == 0)
        {
            throw new SqlError(
                6803,
                16,
                1,
                "FOR XML AUTO requires at least one table for generating XML tags. Use FOR XML RAW or add a FROM clause with a table name."
            );
        }

        if (names.Any(static n => n.Length == 0))
        {
            throw ForXml.Unnamed();
        }

        var tags = levels.Select(static l => XmlConvert.EncodeLocalName(l.Name)!).ToArray();
        var columns = names.Select(static n => XmlConvert.EncodeLocalName(n)!).ToArray();
        return rows =>
        {
            var builder = new StringBuilder();
            var isOpen = false;
            AutoLevels.Walk(
                levels,
                rows.Select(row => Texts(row, types)),
                (level, row, _) =>
                {
                    if (isOpen)
                    {
                        builder.Append('>');
                    }

                    builder.Append('<').Append(tags[level]);
                    if (level == 0 && options is { XsiNil: true, Root: null })
                    {
                        builder.Append(ForXml.InstanceNamespace);
                    }

                    isOpen = true;
                    bool IsElement(int column) => options.Elements || types[column].Kind == SqlTypeKind.Xml;
                    foreach (var column in levels[level].Columns.Where(c => !IsElement(c)))
                    {
                        WriteAttribute(builder, columns[column], row[column]);
                    }

                    foreach (var column in levels[level].Columns.Where(IsElement))
                    {
                        if (row[column] is not null || options.XsiNil)
                        {
                            builder.Append(isOpen ? ">" : "");
                            isOpen = false;
                            WriteElement(builder, columns[column], row[column], types[column].Kind == SqlTypeKind.Xml);
                        }
                    }
                },
                (level, _) =>
                {
                    if (isOpen)
                    {
                        builder.Append("/>");
                        isOpen = false;
                    }
                    else
                    {
                        builder.Append("</").Append(tags[level]).Append('>');
                    }
                }
            );
            return ForXml.Finish(options, builder, builder.Length > 0);
        };
    }

    private static void WriteAttribute(StringBuilder builder, string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        builder.Append(' ').Append(name).Append("=\"");
        XmlTreeWriter.AppendAttribute(builder, value);
        builder.Append('"');
    }

    private static void WriteElement(StringBuilder builder, string name, string? value, bool isInline)
    {
        if (value is null)
        {
            builder.Append('<').Append(name).Append(" xsi:nil=\"true\"/>");
            return;
        }

        builder.Append('<').Append(name).Append('>');
        if (isInline)
        {
            builder.Append(value);
        }
        else
        {
            XmlTreeWriter.AppendText(builder, value);
        }

        builder.Append("</").Append(name).Append('>');
    }

    private static string?[] Texts(SqlValue[] row, IReadOnlyList<SqlType> types)
    {
        var texts = new string?[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            texts[i] =
                row[i].IsNull ? null
                : types[i].Kind == SqlTypeKind.Xml ? row[i].Ref!.ToString()
                : ForXml.ValueText(types[i], row[i]);
        }

        return texts;
    }
}
