// sp_sequence_get_range: many values of a sequence at once.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>Procedures about sequences.</summary>
internal static class SequenceProcedures
{
    /// <exception cref="SqlError">208, 229, 11726, 11732.</exception>
    public static CallResult GetRange(SystemCall call)
    {
        call.Expect(
            "@sequence_name",
            "@range_size",
            "@range_first_value",
            "@range_last_value",
            "@range_cycle_count",
            "@sequence_increment",
            "@sequence_min_value",
            "@sequence_max_value"
        );
        var written = call.RequiredText(0, "@sequence_name");
        if (call.Find(1, "@range_size") is null)
        {
            throw ProgramErrors.ExpectsParameter(call.Name, "@range_size");
        }

        if (call.Find(2, "@range_first_value") is null)
        {
            throw ProgramErrors.ExpectsParameter(call.Name, "@range_first_value");
        }

        var size = call.Number(1, "@range_size") ?? 0;
        if (size < 1)
        {
            throw new SqlError(11732, 16, 1, $"The requested range for sequence object '{written}' exceeds the maximum or minimum limit. Retry with a smaller range.");
        }

        var catalog = call.Session.Space.Catalog(call.Database);
        var parts = NameParts.Parse(written) ?? throw ProgramErrors.InvalidObject(written);
        var found =
            catalog.FindObject(parts.Schema ?? call.Session.DefaultSchema, parts.Name)
            ?? (parts.Schema is null ? catalog.FindObject(null, parts.Name) : null);
        var sequence = found switch
        {
            null => throw ProgramErrors.InvalidObject(written),
            SequenceDef item => item,
            _ => throw new SqlError(11726, 16, 1, $"Object '{written}' is not a sequence object."),
        };
        Permissions.Require(catalog, call.Session.Identity.User, "UPDATE", sequence);
        var (first, last, cycles) =
            sequence.Counter.Take(sequence, size)
            ?? throw new SqlError(
                11732,
                16,
                1,
                $"The requested range for sequence object '{written}' exceeds the maximum or minimum limit. Retry with a smaller range."
            );
        Give(call, 2, "@range_first_value", sequence.Type, first);
        Give(call, 3, "@range_last_value", sequence.Type, last);
        if (call.Find(4, "@range_cycle_count") is { IsOutput: true } count)
        {
            count.Assign(SqlValue.FromInt64(cycles), SqlType.Int);
        }

        Give(call, 5, "@sequence_increment", sequence.Type, sequence.Increment);
        Give(call, 6, "@sequence_min_value", sequence.Type, sequence.Minimum);
        Give(call, 7, "@sequence_max_value", sequence.Type, sequence.Maximum);
        return call.Return(0);
    }

    private static void Give(SystemCall call, int position, string name, SqlType type, decimal value)
    {
        if (call.Find(position, name) is { IsOutput: true } argument)
        {
            argument.Assign(SqlValue.FromObject(new SqlVariantValue(type, Sequences.Value(type, value))), SqlType.SqlVariant);
        }
    }
}
