// Multi-part names in text form, such as the value of EXEC @procedure: split with brackets and quotes
// respected.
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Server, database, schema and object name; parts left out are null.</summary>
internal sealed record NameParts(string? Server, string? Database, string? Schema, string Name)
{
    public static NameParts Of(SchemaObjectName name) =>
        new(Part(name.ServerIdentifier), Part(name.DatabaseIdentifier), Part(name.SchemaIdentifier), name.BaseIdentifier.Value);

    /// <summary>A module's own name out of its two-part one: all that messages and ERROR_PROCEDURE() show up
    /// to SQL Server 2016.</summary>
    public static string Own(string twoPart) => twoPart[(twoPart.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>Parses 'a.[b c]."d"'. Null when it is not a name.</summary>
    public static NameParts? Parse(string text)
    {
        var parts = new List<string>();
        var i = 0;
        while (true)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i]))
            {
                i++;
            }

            var part = ReadPart(text, ref i);
            if (part is null)
            {
                return null;
            }

            parts.Add(part);
            while (i < text.Length && char.IsWhiteSpace(text[i]))
            {
                i++;
            }

            if (i >= text.Length)
            {
                break;
            }

            if (text[i] != '.')
            {
                return null;
            }

            i++;
        }

        string? At(int fromEnd) =>
            parts.Count > fromEnd && parts[parts.Count - 1 - fromEnd].Length > 0 ? parts[parts.Count - 1 - fromEnd] : null;
        return parts.Count > 4 || At(0) is null ? null : new NameParts(At(3), At(2), At(1), At(0)!);
    }

    /// <summary>As SQL Server writes the name into messages: the given parts, joined by dots.</summary>
    public override string ToString() =>
        string.Join('.', new[] { Server, Database, Schema, Name }.Where(static p => p is not null));

    private static string? Part(Identifier? identifier) =>
        identifier is null || identifier.Value.Length == 0 ? null : identifier.Value;

    private static string? ReadPart(string text, ref int i)
    {
        if (i >= text.Length || text[i] == '.')
        {
            return "";
        }

        if (text[i] is not ('[' or '"'))
        {
            var start = i;
            while (i < text.Length && text[i] != '.')
            {
                i++;
            }

            return text[start..i].TrimEnd();
        }

        var close = text[i] == '[' ? ']' : '"';
        var result = new StringBuilder();
        for (i++; i < text.Length; i++)
        {
            if (text[i] != close)
            {
                result.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == close)
            {
                result.Append(close);
                i++;
            }
            else
            {
                i++;
                return result.ToString();
            }
        }

        return null;
    }
}
