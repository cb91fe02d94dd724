// A batch, procedure or function in executable form: its statements as nodes and the places of its variables.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Programs.Statements;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>What kind of code a module is: decides what RETURN gives, what may be called and how errors leave
/// it.</summary>
internal enum ModuleRole
{
    Batch,
    DynamicSql,
    Procedure,
    Function,
    Trigger,
}

/// <summary>A parameter and where it lives: a scalar slot, or a table.</summary>
internal sealed record ModuleParameter(
    string Name,
    SqlType Type,
    bool IsOutput,
    ScalarExpression? Default,
    VariableInfo? Scalar,
    TableVariable? Table,
    TableTypeDef? TableType
);

/// <summary>Executable form of a batch or module. Immutable but for the plans its nodes cache.</summary>
internal sealed class CompiledModule
{
    public required ModuleRole Role { get; init; }

    /// <summary>Two-part name, or empty for batches.</summary>
    public string Name { get; init; } = "";

    public int ObjectId { get; init; }

    /// <summary>Where names without a schema are looked for first: a module's own schema, a batch's that of
    /// its user. Then comes dbo.</summary>
    public required string DefaultSchema { get; init; }

    /// <summary>Schema of a stored module, whose owner decides about ownership chains; null for
    /// batches.</summary>
    public string? OwnSchema { get; init; }

    public string Text { get; init; } = "";

    public required VariableLayout Layout { get; init; }

    public IReadOnlyList<ModuleParameter> Parameters { get; init; } = [];

    public required StatementNode[] Body { get; init; }

    /// <summary>Queries and expressions anywhere in the body with their lines, for checking a batch before it
    /// starts.</summary>
    public IReadOnlyList<(int Line, IPlanSlot Plan)> Plans { get; init; } = [];

    /// <summary>The batch has been checked before a first start.</summary>
    public bool IsChecked { get; set; }

    public bool QuotedIdentifier { get; init; } = true;

    public bool AnsiNulls { get; init; } = true;

    /// <summary>The columns of a trigger's table or view.</summary>
    public TableDef? TriggerTable { get; init; }

    /// <summary>Object id of the view whose INSTEAD OF trigger this is; else 0. Its own changes of the view
    /// go to the tables behind.</summary>
    public int TriggerView { get; init; }

    /// <summary>WITH EXECUTE AS: OWNER, SELF or a user name; null runs as the caller.</summary>
    public string? ExecuteAs { get; init; }

    /// <summary>User-defined types the declarations used: when one changes, the module is compiled
    /// again.</summary>
    public required Dependencies Dependencies { get; init; }

    /// <summary>Return type of a scalar function.</summary>
    public SqlType? ReturnType { get; init; }

    /// <summary>The result variable of a multi-statement function.</summary>
    public TableVariable? ReturnTable { get; init; }
}
