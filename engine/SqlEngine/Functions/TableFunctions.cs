// Built-in table-valued functions by name: STRING_SPLIT, OPENJSON without WITH.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Finds and binds built-in table-valued functions.</summary>
public static class TableFunctions
{
    /// <summary>Binds a function; null when the name is unknown.</summary>
    public static BoundTableFunction? Bind(string name, IReadOnlyList<SqlType> arguments) =>
        name.ToUpperInvariant() switch
        {
            "STRING_SPLIT" => StringSplit(new BuiltInCall(name, arguments, [])),
            "OPENJSON" => OpenJson.DefaultSchema(arguments),
            _ => null,
        };

    private static BoundTableFunction StringSplit(BuiltInCall c)
    {
        c.Expect(2);
        var text = c.Text(0);
        var separator = c.Text(1);
        var type = c.TextType(0);
        return new BoundTableFunction(
            [new TableFunctionColumn("value", type, IsNullable: false)],
            (a, _) =>
            {
                if (separator(a) is not { Length: 1 } mark)
                {
                    throw new SqlError(214, 16, 11, "Procedure expects parameter 'separator' of type 'nchar(1)/nvarchar(1)'.");
                }

                return text(a) is { } s ? s.Split(mark[0]).Select(static part => new[] { SqlValue.FromString(part) }) : [];
            }
        );
    }
}
