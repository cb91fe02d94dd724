// Whether an expression gives the same result for the same row whenever it is computed: only then may a
// computed column be persisted (4936) or indexed (2729).
using AxMonitor.Engine.Catalog;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Looks for what depends on more than the row: the clock, the session, its language.</summary>
internal sealed class Determinism : TSqlFragmentVisitor
{
    /// <summary>Built-in functions that the documentation lists as nondeterministic.</summary>
    private static readonly HashSet<string> Nondeterministic = new(StringComparer.OrdinalIgnoreCase)
    {
        "APP_NAME",
        "CONTEXT_INFO",
        "CURRENT_REQUEST_ID",
        "CURRENT_TRANSACTION_ID",
        "CURSOR_STATUS",
        "DATENAME",
        "DB_ID",
        "DB_NAME",
        "FORMAT",
        "FORMATMESSAGE",
        "GETANSINULL",
        "GETDATE",
        "GETUTCDATE",
        "HAS_DBACCESS",
        "HAS_PERMS_BY_NAME",
        "HOST_ID",
        "HOST_NAME",
        "IDENT_CURRENT",
        "IDENT_INCR",
        "IDENT_SEED",
        "IS_MEMBER",
        "IS_ROLEMEMBER",
        "IS_SRVROLEMEMBER",
        "ISDATE",
        "NEWID",
        "NEWSEQUENTIALID",
        "OBJECT_ID",
        "OBJECT_NAME",
        "ORIGINAL_DB_NAME",
        "ORIGINAL_LOGIN",
        "PARSENAME",
        "PERMISSIONS",
        "SCHEMA_ID",
        "SCHEMA_NAME",
        "SERVERPROPERTY",
        "SESSION_CONTEXT",
        "SUSER_ID",
        "SUSER_NAME",
        "SUSER_SID",
        "SUSER_SNAME",
        "SYSDATETIME",
        "SYSDATETIMEOFFSET",
        "SYSUTCDATETIME",
        "TYPE_ID",
        "TYPE_NAME",
        "USER_ID",
        "USER_NAME",
        "XACT_STATE",
    };

    private readonly DatabaseState _catalog;
    private readonly Func<ScalarExpression, bool> _isText;
    private bool _isDeterministic = true;

    private Determinism(DatabaseState catalog, Func<ScalarExpression, bool> isText)
    {
        (_catalog, _isText) = (catalog, isText);
    }

    /// <param name="isText">Whether an operand of a conversion is text: to a date, it needs a style that does
    /// not depend on the language.</param>
    public static bool Of(ScalarExpression expression, DatabaseState catalog, Func<ScalarExpression, bool> isText)
    {
        var visitor = new Determinism(catalog, isText);
        expression.Accept(visitor);
        return visitor._isDeterministic;
    }

    public override void Visit(GlobalVariableExpression node) => _isDeterministic = false;

    public override void Visit(ParameterlessCall node) => _isDeterministic = false;

    public override void Visit(AtTimeZoneCall node) => _isDeterministic = false;

    public override void Visit(CastCall node) => Conversion(node.DataType, node.Parameter, null);

    public override void Visit(TryCastCall node) => Conversion(node.DataType, node.Parameter, null);

    public override void Visit(ConvertCall node) => Conversion(node.DataType, node.Parameter, node.Style);

    public override void Visit(TryConvertCall node) => Conversion(node.DataType, node.Parameter, node.Style);

    public override void Visit(FunctionCall node)
    {
        var name = node.FunctionName.Value;
        if (node.CallTarget is MultiPartIdentifierCallTarget { MultiPartIdentifier.Identifiers: [var schema] })
        {
            // A user-defined function must be schema-bound, and what it does deterministic in turn.
            _isDeterministic &=
                _catalog.FindModule(schema.Value, name) is { IsSchemaBound: true } function && Body(function.Statement);
            return;
        }

        _isDeterministic &=
            !Nondeterministic.Contains(name)
            && !(name.Equals("RAND", StringComparison.OrdinalIgnoreCase) && node.Parameters.Count == 0)
            && !(
                name.Equals("DATEPART", StringComparison.OrdinalIgnoreCase)
                && node.Parameters is [ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var part] }, ..]
                && part.Value.ToUpperInvariant() is "WEEKDAY" or "DW" or "W" or "WEEK" or "WK" or "WW"
            );
    }

    private bool Body(TSqlFragment body)
    {
        var visitor = new Determinism(_catalog, static _ => false);
        body.Accept(visitor);
        return visitor._isDeterministic;
    }

    private void Conversion(DataTypeReference type, ScalarExpression operand, ScalarExpression? style)
    {
        var isDate =
            type is SqlDataTypeReference
            {
                SqlDataTypeOption: SqlDataTypeOption.DateTime
                    or SqlDataTypeOption.SmallDateTime
                    or SqlDataTypeOption.Date
                    or SqlDataTypeOption.DateTime2
                    or SqlDataTypeOption.DateTimeOffset
                    or SqlDataTypeOption.Time
            };
        if (isDate && _isText(operand))
        {
            _isDeterministic &= style is IntegerLiteral { Value: var number }
                && int.TryParse(number, out var n)
                && (n is 20 or 21 || (n >= 100 && n is not (100 or 106 or 107 or 109 or 113)));
        }
    }
}
