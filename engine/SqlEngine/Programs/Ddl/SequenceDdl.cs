// CREATE, ALTER and DROP of sequences and synonyms.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Definitions of sequences and synonyms.</summary>
internal static class SequenceDdl
{
    /// <exception cref="SqlError">2714, 11700 to 11713.</exception>
    public static void Create(IDdlContext context, CreateSequenceStatement statement)
    {
        RequireOnce(statement);
        var editor = CatalogEditor.For(context, statement.Name);
        var schema = editor.RequireSchema(statement.Name);
        var name = statement.Name.BaseIdentifier.Value;
        editor.RequireFreeName(schema, name);
        if (Option(statement, SequenceOptionKind.Restart) is not null)
        {
            throw new SqlError(11709, 15, 1, "The 'RESTART WITH' argument cannot be used in a CREATE SEQUENCE statement.");
        }

        var declared = statement.SequenceOptions.OfType<DataTypeSequenceOption>().FirstOrDefault()?.DataType;
        var resolved = declared is null
            ? new ResolvedType(SqlType.BigInt, null, null)
            : DdlStatements.ResolveType(declared, editor.Catalog, context.DefaultSchema);
        var written = CatalogEditor.Written(statement.Name);
        var (low, high) = Range(resolved.Type, written);
        var increment = Number(statement, SequenceOptionKind.Increment, low, high, "INCREMENT BY") ?? 1;
        var minimum = Number(statement, SequenceOptionKind.MinValue, low, high, "MINVALUE") ?? low;
        var maximum = Number(statement, SequenceOptionKind.MaxValue, low, high, "MAXVALUE") ?? high;
        var start =
            Number(statement, SequenceOptionKind.Start, low, high, "START WITH") ?? (increment < 0 ? maximum : minimum);
        var sequence = Cached(
            statement,
            new SequenceDef
            {
                ObjectId = editor.NewObjectId(),
                SchemaName = schema,
                Name = name,
                CreatedAt = context.Now,
                ModifiedAt = context.Now,
                Type = resolved.Type,
                AliasType = resolved.AliasType,
                Start = start,
                Increment = increment,
                Minimum = minimum,
                Maximum = maximum,
                IsCycling = Option(statement, SequenceOptionKind.Cycle) is { NoValue: false },
                Counter = new SequenceCounter(start),
            },
            written
        );
        Check(sequence, written);
        if (start < minimum || start > maximum)
        {
            throw new SqlError(
                11703,
                16,
                1,
                $"The start value for sequence object '{written}' must be between the minimum and maximum value of the sequence object."
            );
        }

        editor.Save(sequence);
    }

    /// <exception cref="SqlError">15151, 11700 to 11715.</exception>
    public static void Alter(IDdlContext context, AlterSequenceStatement statement)
    {
        var written = CatalogEditor.Written(statement.Name);
        var editor = CatalogEditor.For(context, statement.Name);
        if (editor.Find(statement.Name) is not SequenceDef old)
        {
            throw CatalogErrors.CannotFind("alter", "sequence", statement.Name.BaseIdentifier.Value);
        }

        if (statement.SequenceOptions.Count == 0)
        {
            throw new SqlError(11715, 15, 1, "No properties specified for ALTER SEQUENCE.");
        }

        RequireOnce(statement);
        if (Option(statement, SequenceOptionKind.As) is not null)
        {
            throw new SqlError(11711, 15, 1, "Argument 'AS' cannot be used in an ALTER SEQUENCE statement.");
        }

        if (Option(statement, SequenceOptionKind.Start) is not null)
        {
            throw new SqlError(11710, 15, 1, "Argument 'START WITH' cannot be used in an ALTER SEQUENCE statement.");
        }

        var (low, high) = Range(old.Type, written);
        var restart = Option(statement, SequenceOptionKind.Restart);
        var from = Number(statement, SequenceOptionKind.Restart, low, high, "RESTART WITH");
        var sequence = Cached(
            statement,
            old with
            {
                ModifiedAt = context.Now,
                Start = from ?? old.Start,
                Increment = Number(statement, SequenceOptionKind.Increment, low, high, "INCREMENT BY") ?? old.Increment,
                Minimum = Option(statement, SequenceOptionKind.MinValue) is null
                    ? old.Minimum
                    : Number(statement, SequenceOptionKind.MinValue, low, high, "MINVALUE") ?? low,
                Maximum = Option(statement, SequenceOptionKind.MaxValue) is null
                    ? old.Maximum
                    : Number(statement, SequenceOptionKind.MaxValue, low, high, "MAXVALUE") ?? high,
                IsCycling = Option(statement, SequenceOptionKind.Cycle) is { } cycle ? !cycle.NoValue : old.IsCycling,
            },
            written
        );
        Check(sequence, written);
        var current = restart is null ? old.Counter.Current.Value : from ?? old.Start;
        if (current < sequence.Minimum || current > sequence.Maximum)
        {
            throw new SqlError(
                11704,
                16,
                1,
                $"The current value '{current:0}' for sequence object '{written}' must be between the minimum and maximum value of the sequence object."
            );
        }

        editor.Save(restart is null ? sequence : sequence with { Counter = new SequenceCounter(current) });
    }

    public static void CreateSynonym(IDdlContext context, CreateSynonymStatement statement)
    {
        var editor = CatalogEditor.For(context, statement.Name);
        var schema = editor.RequireSchema(statement.Name);
        editor.RequireFreeName(schema, statement.Name.BaseIdentifier.Value);
        var target = statement.ForName;
        editor.Save(
            new SynonymDef
            {
                ObjectId = editor.NewObjectId(),
                SchemaName = schema,
                Name = statement.Name.BaseIdentifier.Value,
                CreatedAt = context.Now,
                ModifiedAt = context.Now,
                BaseServer = target.ServerIdentifier?.Value,
                BaseDatabase = target.DatabaseIdentifier?.Value,
                BaseSchema = target.SchemaIdentifier?.Value,
                BaseName = target.BaseIdentifier.Value,
            }
        );
    }

    /// <summary>The default that uses a sequence, which then may not be dropped; null when none
    /// does.</summary>
    public static string? DefaultWith(DatabaseState catalog, SequenceDef sequence)
    {
        foreach (var table in catalog.Tables)
        {
            foreach (var column in table.Columns)
            {
                if (column.Default is { } value)
                {
                    var finder = new SequenceFinder(sequence);
                    value.Expression.Accept(finder);
                    if (finder.Found)
                    {
                        return value.Name;
                    }
                }
            }
        }

        return null;
    }

    // The type decides what the sequence can hold.
    private static (decimal Low, decimal High) Range(SqlType type, string written) =>
        type.Kind switch
        {
            SqlTypeKind.TinyInt => (0, 255),
            SqlTypeKind.SmallInt => (short.MinValue, short.MaxValue),
            SqlTypeKind.Int => (int.MinValue, int.MaxValue),
            SqlTypeKind.BigInt => (long.MinValue, long.MaxValue),
            SqlTypeKind.Decimal when type.Scale == 0 => (-Nines(type.Precision), Nines(type.Precision)),
            _ => throw new SqlError(
                11702,
                16,
                2,
                $"The sequence object '{written}' must be of data type int, bigint, smallint, tinyint, or decimal or numeric with a scale of 0, or any user-defined data type that is based on one of the above integer data types."
            ),
        };

    // Sequences of more than 28 digits end where the engine's numbers do.
    private static decimal Nines(int precision)
    {
        decimal value = 0;
        for (var i = 0; i < Math.Min(precision, 28); i++)
        {
            value = (value * 10) + 9;
        }

        return value;
    }

    private static void Check(SequenceDef sequence, string written)
    {
        if (sequence.Increment == 0)
        {
            throw new SqlError(11700, 16, 1, $"The increment for sequence object '{written}' cannot be zero.");
        }

        if (sequence.Minimum >= sequence.Maximum)
        {
            throw new SqlError(
                11705,
                16,
                1,
                $"The minimum value for sequence object '{written}' must be less than its maximum value."
            );
        }

        if (Math.Abs(sequence.Increment) > sequence.Maximum - sequence.Minimum)
        {
            throw new SqlError(
                11713,
                16,
                1,
                $"The absolute value of the increment for sequence object '{written}' must be less than or equal to the difference between the minimum and maximum value of the sequence object."
            );
        }
    }

    private static SequenceDef Cached(SequenceStatement statement, SequenceDef sequence, string written)
    {
        if (Option(statement, SequenceOptionKind.Cache) is not { } cache)
        {
            return sequence;
        }

        var size = Number(statement, SequenceOptionKind.Cache, int.MinValue, int.MaxValue, "CACHE");
        return size <= 0
            ? throw new SqlError(11706, 16, 1, $"The cache size for sequence object '{written}' must be greater than 0.")
            : sequence with { IsCached = !cache.NoValue, CacheSize = (int?)size };
    }

    private static SequenceOption? Option(SequenceStatement statement, SequenceOptionKind kind) =>
        statement.SequenceOptions.FirstOrDefault(o => o.OptionKind == kind);

    private static decimal? Number(SequenceStatement statement, SequenceOptionKind kind, decimal low, decimal high, string word)
    {
        if (Option(statement, kind) is not ScalarExpressionSequenceOption { OptionValue: { } value })
        {
            return null;
        }

        var text = FragmentText.Of(value).Replace(" ", "", StringComparison.Ordinal);
        return
            decimal.TryParse(
                text,
                System.Globalization.NumberStyles.AllowLeadingSign,
                System.Globalization.CultureInfo.InvariantCulture,
                out var number
            )
            && number >= low
            && number <= high
            ? number
            : throw new SqlError(11708, 16, 1, $"An invalid value was specified for argument '{word}' for the given data type.");
    }

    private static void RequireOnce(SequenceStatement statement)
    {
        var twice = statement.SequenceOptions.GroupBy(static o => o.OptionKind).FirstOrDefault(static g => g.Count() > 1);
        if (twice is not null)
        {
            var word = twice.Key switch
            {
                SequenceOptionKind.As => "AS",
                SequenceOptionKind.MinValue => "MINVALUE",
                SequenceOptionKind.MaxValue => "MAXVALUE",
                SequenceOptionKind.Start => "START WITH",
                SequenceOptionKind.Increment => "INCREMENT BY",
                SequenceOptionKind.Restart => "RESTART",
                var other => other.ToString().ToUpperInvariant(),
            };
            throw new SqlError(11712, 15, 1, $"Argument '{word}' can not be specified more than once.");
        }
    }

    private sealed class SequenceFinder(SequenceDef sequence) : TSqlFragmentVisitor
    {
        public bool Found { get; private set; }

        public override void Visit(NextValueForExpression node) =>
            Found |=
                node.SequenceName.BaseIdentifier.Value.Equals(sequence.Name, StringComparison.OrdinalIgnoreCase)
                && (node.SequenceName.SchemaIdentifier?.Value ?? "dbo").Equals(
                    sequence.SchemaName,
                    StringComparison.OrdinalIgnoreCase
                );
    }
}
