// FOR XML RAW and PATH: rows to XML.
using System.Globalization;
using System.Text;
using System.Xml;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

/// <summary>Serialises rows as FOR XML does.</summary>
public static class ForXml
{
    internal const string InstanceNamespace = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

    /// <summary>Binds the clause to the select list. The result is xml with TYPE, else nvarchar(max); NULL
    /// when there are no rows (and no ROOT).</summary>
    /// <exception cref="SqlError">6809 unnamed column in RAW, 6841/6850 bad names, 6852 attribute after
    /// element ….</exception>
    public static Func<IEnumerable<SqlValue[]>, SqlValue> Bind(
        ForXmlOptions options,
        IReadOnlyList<string> names,
        IReadOnlyList<SqlType> types
    )
    {
        var rowName = options.RowName ?? "row";
        if (rowName.Length > 0)
        {
            CheckName(rowName, rowName, "Row");
        }

        if (options.Root is { Length: > 0 } root)
        {
            CheckName(root, root, "Root");
        }

        if (rowName.Length == 0 && options.Mode == ForXmlMode.Raw)
        {
            throw new SqlError(
                6864,
                16,
                1,
                "Row tag omission (empty row tag name) cannot be used with attribute-centric FOR XML serialization."
            );
        }

        var row = options.Mode == ForXmlMode.Raw ? RawPlan(names, options.Elements) : PathPlan(names, types, rowName.Length == 0);
        var writer = new RowWriter(
            row,
            rowName,
            types,
            options.XsiNil,
            options.XsiNil && options.Root is null ? InstanceNamespace : ""
        );
        return rows =>
        {
            var builder = new StringBuilder();
            var state = new WriteState();
            var count = 0;
            foreach (var values in rows)
            {
                writer.Write(builder, values, state);
                count++;
            }

            return Finish(options, builder, count > 0);
        };
    }

    /// <summary>The elements below their root, as text or xml.</summary>
    internal static SqlValue Finish(ForXmlOptions options, StringBuilder elements, bool hasRows)
    {
        if (!hasRows && options.Root is null)
        {
            return SqlValue.Null;
        }

        var rootStart = options.Root is null ? "" : "<" + options.Root + (options.XsiNil ? InstanceNamespace : "");
        var text =
            options.Root is null ? elements.ToString()
            : elements.Length == 0 ? rootStart + "/>"
            : rootStart + ">" + elements + "</" + options.Root + ">";
        if (!options.Type)
        {
            return SqlValue.FromString(text);
        }

        CheckCharacters(text);
        return SqlValue.FromObject(XmlValue.FromWellFormed(text));
    }

    internal static SqlError Unnamed() =>
        new(
            6809,
            16,
            1,
            "Unnamed tables cannot be used as XML identifiers as well as unnamed columns cannot be used for attribute names. Name unnamed columns/tables using AS in the SELECT statement."
        );

    // The writer escapes forbidden characters as &#x01; and the like, which is all that text can show; the
    // xml type cannot hold them.
    private static void CheckCharacters(string text)
    {
        for (
            var at = text.IndexOf("&#x", StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf("&#x", at + 3, StringComparison.Ordinal)
        )
        {
            if (
                int.TryParse(text.AsSpan(at + 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && code is not (9 or 10 or 13)
            )
            {
                throw new SqlError(
                    6841,
                    16,
                    1,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"FOR XML could not serialize the data for node 'NoName' because it contains a character (0x{code:X4}) which is not allowed in XML. To retrieve this data using FOR XML, convert it to binary, varbinary or image data type and use the BINARY BASE64 directive."
                    )
                );
            }
        }
    }

    /// <summary>A non-NULL value as XML text, not yet escaped.</summary>
    internal static string ValueText(SqlType type, SqlValue value)
    {
        if (type.IsDateOrTime)
        {
            return DateText.Format(type, value, 126);
        }

        return type.Kind switch
        {
            SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.Image or SqlTypeKind.RowVersion => Convert.ToBase64String(
                value.AsBytes()
            ),
            SqlTypeKind.Float => value.AsDouble().ToString("e15", CultureInfo.InvariantCulture),
            SqlTypeKind.Real => value.AsDouble().ToString("e7", CultureInfo.InvariantCulture),
            SqlTypeKind.Money or SqlTypeKind.SmallMoney => DecimalMath.ToText(value.AsInt64(), 4),
            SqlTypeKind.SqlVariant when value.Ref is SqlVariantValue variant => ValueText(variant.Type, variant.Value),
            _ when type.IsCharacter => value.AsString(),
            _ => Conversions.Get(type, SqlType.NVarChar(SqlType.Max), isExplicit: true)(value).AsString(),
        };
    }

    private static Item RawPlan(IReadOnlyList<string> names, bool asElements)
    {
        var row = new Item(ItemKind.Element, "", -1);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
            {
                throw Unnamed();
            }

            var name = XmlConvert.EncodeLocalName(names[i])!;
            if (asElements)
            {
                var element = new Item(ItemKind.Element, name, -1);
                element.Items.Add(new Item(ItemKind.Text, "", i));
                row.Items.Add(element);
            }
            else
            {
                row.Items.Add(new Item(ItemKind.Attribute, name, i));
            }
        }

        return row;
    }

    private static Item PathPlan(IReadOnlyList<string> names, IReadOnlyList<SqlType> types, bool omitsRow)
    {
        var row = new Item(ItemKind.Element, "", -1);
        for (var i = 0; i < names.Count; i++)
        {
            var steps = names[i].Split('/');
            var parent = row;
            for (var s = 0; s < steps.Length - 1; s++)
            {
                parent = Descend(parent, steps[s], names[i]);
            }

            Place(parent, steps[^1], names[i], i, types[i], omitsRow && steps.Length == 1);
        }

        return row;
    }

    private static void Place(Item parent, string step, string name, int column, SqlType type, bool isOutsideRow)
    {
        var text = type.Kind == SqlTypeKind.Xml ? ItemKind.Inline : ItemKind.Text;
        switch (step)
        {
            case "" or "*" or "node()":
                parent.Items.Add(new Item(text, "", column));
                return;
            case "text()":
                parent.Items.Add(new Item(ItemKind.Text, "", column));
                return;
            case "data()":
                parent.Items.Add(new Item(ItemKind.Data, "", column));
                return;
            case "comment()":
                parent.Items.Add(new Item(ItemKind.Comment, "", column));
                return;
        }

        if (step.StartsWith("processing-instruction(", StringComparison.Ordinal))
        {
            parent.Items.Add(new Item(ItemKind.Instruction, step["processing-instruction(".Length..].TrimEnd(')'), column));
            return;
        }

        if (step[0] == '@')
        {
            if (isOutsideRow)
            {
                throw new SqlError(
                    6864,
                    16,
                    1,
                    "Row tag omission (empty row tag name) cannot be used with attribute-centric FOR XML serialization."
                );
            }

            if (type.Kind == SqlTypeKind.Xml)
            {
                throw new SqlError(
                    6851,
                    16,
                    1,
                    $"Column '{name}' has invalid data type for attribute-centric XML serialization in FOR XML PATH."
                );
            }

            if (parent.Items.Exists(static i => i.Kind != ItemKind.Attribute))
            {
                throw new SqlError(
                    6852,
                    16,
                    1,
                    $"Attribute-centric column '{name}' must not come after a non-attribute-centric sibling in XML hierarchy in FOR XML PATH."
                );
            }

            CheckName(step[1..], name);
            parent.Items.Add(new Item(ItemKind.Attribute, step[1..], column));
            return;
        }

        Descend(parent, step, name).Items.Add(new Item(text, "", column));
    }

    private static Item Descend(Item parent, string step, string name)
    {
        CheckName(step, name);
        if (parent.Items is [.., { Kind: ItemKind.Element } last] && string.Equals(last.Name, step, StringComparison.Ordinal))
        {
            return last;
        }

        var element = new Item(ItemKind.Element, step, -1);
        parent.Items.Add(element);
        return element;
    }

    private static void CheckName(string step, string name, string what = "Column")
    {
        for (var i = 0; i < step.Length; i++)
        {
            var isValid = i == 0 ? XmlConvert.IsStartNCNameChar(step[i]) : XmlConvert.IsNCNameChar(step[i]) || step[i] == ':';
            if (!isValid)
            {
                throw new SqlError(
                    6850,
                    16,
                    1,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{what} name '{name}' contains an invalid XML identifier as required by FOR XML; "
                            + $"'{step[i]}'(0x{(int)step[i]:X4}) is the first character at fault."
                    )
                );
            }
        }

        if (step.Length == 0)
        {
            throw new SqlError(
                6850,
                16,
                1,
                $"Column name '{name}' contains an invalid XML identifier as required by FOR XML; '/'(0x002F) is the first character at fault."
            );
        }
    }

    private enum ItemKind
    {
        Element,
        Attribute,
        Text,
        Data,
        Inline,
        Comment,
        Instruction,
    }

    private sealed class WriteState
    {
        /// <summary>The last thing written was a data() value: the next one is set off by a blank.</summary>
        public bool AfterData { get; set; }
    }

    private sealed record Item(ItemKind Kind, string Name, int Column)
    {
        public List<Item> Items { get; } = [];
    }

    private sealed class RowWriter(Item row, string rowName, IReadOnlyList<SqlType> types, bool xsiNil, string declaration)
    {
        public void Write(StringBuilder builder, SqlValue[] values, WriteState state)
        {
            if (rowName.Length == 0)
            {
                foreach (var item in row.Items)
                {
                    WriteItem(builder, item, values, state);
                }

                return;
            }

            WriteElement(builder, row, rowName, declaration, values, state);
        }

        private void WriteElement(
            StringBuilder builder,
            Item element,
            string name,
            string extra,
            SqlValue[] values,
            WriteState state
        )
        {
            builder.Append('<').Append(name).Append(extra);
            foreach (var item in element.Items)
            {
                if (item.Kind == ItemKind.Attribute && !values[item.Column].IsNull)
                {
                    builder.Append(' ').Append(item.Name).Append("=\"");
                    XmlTreeWriter.AppendAttribute(builder, ValueText(types[item.Column], values[item.Column]));
                    builder.Append('"');
                }
            }

            if (xsiNil && element.Items is [{ Kind: ItemKind.Text or ItemKind.Inline } only] && values[only.Column].IsNull)
            {
                builder.Append(" xsi:nil=\"true\"/>");
                return;
            }

            builder.Append('>');
            var start = builder.Length;
            state.AfterData = false;
            foreach (var item in element.Items)
            {
                WriteItem(builder, item, values, state);
            }

            state.AfterData = false;
            if (builder.Length == start && !HasEmptyText(element, values))
            {
                builder.Insert(start - 1, '/');
                return;
            }

            builder.Append("</").Append(name).Append('>');
        }

        // An empty string gives <a></a>, which the server prints so; no value at all gives <a/>.
        private static bool HasEmptyText(Item element, SqlValue[] values) =>
            element.Items.Exists(i => i.Kind is ItemKind.Text or ItemKind.Data && !values[i.Column].IsNull);

        private void WriteItem(StringBuilder builder, Item item, SqlValue[] values, WriteState state)
        {
            switch (item.Kind)
            {
                case ItemKind.Attribute:
                    return;
                case ItemKind.Element:
                    if (xsiNil || !IsEmpty(item, values))
                    {
                        state.AfterData = false;
                        WriteElement(builder, item, item.Name, "", values, state);
                        state.AfterData = false;
                    }

                    return;
            }

            var value = values[item.Column];
            if (value.IsNull)
            {
                return;
            }

            if (item.Kind == ItemKind.Inline)
            {
                builder.Append(value.Ref);
                state.AfterData = false;
                return;
            }

            var text = ValueText(types[item.Column], value);
            switch (item.Kind)
            {
                case ItemKind.Data:
                    XmlTreeWriter.AppendText(state.AfterData ? builder.Append(' ') : builder, text);
                    state.AfterData = true;
                    return;
                case ItemKind.Comment:
                    builder.Append("<!--").Append(text).Append("-->");
                    break;
                case ItemKind.Instruction:
                    builder.Append("<?").Append(item.Name).Append(' ').Append(text).Append("?>");
                    break;
                default:
                    XmlTreeWriter.AppendText(builder, text);
                    break;
            }

            state.AfterData = false;
        }

        private static bool IsEmpty(Item item, SqlValue[] values) =>
            item.Kind == ItemKind.Element ? item.Items.TrueForAll(i => IsEmpty(i, values)) : values[item.Column].IsNull;
    }
}
