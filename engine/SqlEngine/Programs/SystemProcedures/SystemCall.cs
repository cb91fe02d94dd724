// A call of a system procedure: who calls, in which database, with what; and how its arguments are read.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>The arguments of a system procedure and the session that calls it.</summary>
internal sealed class SystemCall(
    Session session,
    ProgramFrame? caller,
    Database database,
    string name,
    IReadOnlyList<Argument> arguments
)
{
    public Session Session => session;

    public ProgramFrame? Caller => caller;

    public Database Database => database;

    public string Name => name;

    public IReadOnlyList<Argument> Arguments => arguments;

    /// <summary>Checks names and number of the arguments against the procedure's parameters.</summary>
    public void Expect(params string[] parameters)
    {
        if (arguments.Count > parameters.Length)
        {
            throw ProgramErrors.TooManyArguments(name);
        }

        foreach (var argument in arguments)
        {
            if (!string.IsNullOrEmpty(argument.Name) && !parameters.Contains(argument.Name, StringComparer.OrdinalIgnoreCase))
            {
                throw ProgramErrors.NotAParameter(argument.Name, name);
            }
        }
    }

    public Argument? Find(int position, string parameter)
    {
        foreach (var argument in arguments)
        {
            if (string.Equals(argument.Name, parameter, StringComparison.OrdinalIgnoreCase))
            {
                return argument;
            }
        }

        return position < arguments.Count && string.IsNullOrEmpty(arguments[position].Name) ? arguments[position] : null;
    }

    /// <summary>An optional text argument; null when left out or NULL.</summary>
    public string? Text(int position, string parameter)
    {
        var value = Value(position, parameter, SqlType.NVarChar(SqlType.Max));
        return value.IsNull ? null : value.AsString();
    }

    public string RequiredText(int position, string parameter) =>
        Find(position, parameter) is null
            ? throw ProgramErrors.ExpectsParameter(name, parameter)
            : Text(position, parameter) ?? "";

    public long? Number(int position, string parameter)
    {
        var value = Value(position, parameter, SqlType.BigInt);
        return value.IsNull ? null : value.AsInt64();
    }

    public SqlValue Value(int position, string parameter, SqlType type) =>
        Find(position, parameter) is { IsDefault: false, IsUntypedNull: false } argument
            ? Conversions.Get(argument.Type, type, isExplicit: true)(argument.Value)
            : SqlValue.Null;

    /// <summary>The procedure ended with a status; it never changes the number of open
    /// transactions.</summary>
    public CallResult Return(int status) => new(status, true, session.Transaction.Count, session.Transaction.Count);
}
