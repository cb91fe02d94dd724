// Views, procedures and functions: objects whose definition is T-SQL text.
using System.Collections.Immutable;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>A module as stored: parsed statement, text, parameters and the SET options it was created
/// with.</summary>
public sealed record ModuleDef : CatalogObject
{
    public required ModuleKind Kind { get; init; }

    /// <summary>CREATE VIEW/PROCEDURE/FUNCTION/TRIGGER statement as ScriptDom parsed it (ALTER and CREATE OR
    /// ALTER give their own node kinds with the same base class).</summary>
    public required TSqlStatement Statement { get; init; }

    /// <summary>sys.sql_modules.definition: the batch's text.</summary>
    public required string Text { get; init; }

    public ImmutableArray<ParameterDef> Parameters { get; init; } = [];

    /// <summary>Return type of a scalar function.</summary>
    public SqlType? ReturnType { get; init; }

    /// <summary>Result table of a multi-statement function (its variable's definition).</summary>
    public TableDef? ReturnTable { get; init; }

    /// <summary>Columns of a view or inline function; empty when the binder could not tell at
    /// creation.</summary>
    public ImmutableArray<ColumnDef> Columns { get; init; } = [];

    /// <summary>Object id of the table or view, for a trigger; else 0.</summary>
    public int ParentObjectId { get; init; }

    /// <summary>When and whether a trigger fires; null for other modules.</summary>
    public TriggerFacts? Trigger { get; init; }

    public bool UsesQuotedIdentifier { get; init; } = true;

    public bool UsesAnsiNulls { get; init; } = true;

    public bool IsSchemaBound { get; init; }

    /// <summary>The asker knows of the module, but may not read its text.</summary>
    public bool IsTextHidden { get; init; }

    public string? ExecuteAs { get; init; }

    public override string TypeCode =>
        Kind switch
        {
            ModuleKind.View => "V",
            ModuleKind.Procedure => "P",
            ModuleKind.ScalarFunction => "FN",
            ModuleKind.InlineFunction => "IF",
            ModuleKind.TableFunction => "TF",
            _ => "TR",
        };
}

/// <summary>What kind of module.</summary>
public enum ModuleKind
{
    View,
    Procedure,
    ScalarFunction,
    InlineFunction,
    TableFunction,
    Trigger,
}

/// <summary>A parameter of a procedure or function. <see cref="Name"/> includes the @.</summary>
public sealed record ParameterDef(string Name, SqlType Type)
{
    /// <summary>The default's expression; null when the parameter is required.</summary>
    public ScalarExpression? Default { get; init; }

    public bool IsOutput { get; init; }

    public bool IsReadOnly { get; init; }

    /// <summary>The table type, for a table-valued parameter.</summary>
    public TableTypeDef? TableType { get; init; }

    public AliasTypeDef? AliasType { get; init; }
}
