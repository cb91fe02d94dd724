// Binding of scalar expressions: literals, columns, variables, operators, CASE, conversions.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using FunctionCall = Microsoft.SqlServer.TransactSql.ScriptDom.FunctionCall;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>Binds a scalar expression.</summary>
    public BoundExpr Scalar(ScalarExpression expression, NameScope? names)
    {
        try
        {
            var bound = ScalarCore(expression, names);
            return expression is PrimaryExpression { Collation: { } collation }
                ? Collate(bound, collation.Value, expression)
                : bound;
        }
        catch (SqlError error) when (error.Line == 0)
        {
            error.Line = expression.StartLine;
            throw;
        }
    }

    private BoundExpr ScalarCore(ScalarExpression expression, NameScope? names) =>
        expression switch
        {
            Literal literal => BindLiteral(literal),
            ColumnReferenceExpression column => Column(column, names),
            VariableReference variable => Variable(variable.Name, variable),
            GlobalVariableExpression global => Call(global.Name, [], global),
            ParenthesisExpression p => Scalar(p.Expression, names),
            UnaryExpression unary => Unary(unary, names),
            BinaryExpression binary => Binary(binary, names),
            FunctionCall call => Function(call, names),
            LeftFunctionCall left => Call("LEFT", [.. left.Parameters.Select(p => Scalar(p, names))], left),
            RightFunctionCall right => Call("RIGHT", [.. right.Parameters.Select(p => Scalar(p, names))], right),
            CoalesceExpression or NullIfExpression or IIfCall or SearchedCaseExpression or SimpleCaseExpression => Conditional(
                () => ConditionalCore(expression, names)
            ),
            CastCall cast => Cast(Scalar(cast.Parameter, names), CastType(cast.DataType), isTry: false),
            TryCastCall cast => Cast(Scalar(cast.Parameter, names), CastType(cast.DataType), isTry: true),
            ConvertCall convert => ConvertWithStyle(
                Scalar(convert.Parameter, names),
                CastType(convert.DataType),
                convert.Style,
                names,
                isTry: false
            ),
            TryConvertCall convert => ConvertWithStyle(
                Scalar(convert.Parameter, names),
                CastType(convert.DataType),
                convert.Style,
                names,
                isTry: true
            ),
            ParameterlessCall call => Call(ParameterlessName(call.ParameterlessCallType), [], call),
            ScalarSubquery subquery => ScalarSubquery(subquery, names),
            PartitionFunctionCall partition => PartitionNumber(partition, names),
            AtTimeZoneCall zone => Call("AT TIME ZONE", [Scalar(zone.DateValue, names), Scalar(zone.TimeZone, names)], zone),
            ParseCall parse => Parse(parse.StringValue, parse.Culture, parse.DataType, names, isTry: false),
            TryParseCall parse => Parse(parse.StringValue, parse.Culture, parse.DataType, names, isTry: true),
            NextValueForExpression next => NextValue(next, names),
            IdentityFunctionCall => throw new SqlError(
                177,
                15,
                1,
                "The IDENTITY function can only be used when the SELECT statement has an INTO clause."
            ),
            UserDefinedTypePropertyAccess property => throw NoProperty(property, names),
            _ => throw BindErrors.Unsupported(expression.GetType().Name, expression),
        };

    private BoundExpr ConditionalCore(ScalarExpression expression, NameScope? names) =>
        expression switch
        {
            CoalesceExpression coalesce => Coalesce([.. coalesce.Expressions.Select(e => Scalar(e, names))]),
            NullIfExpression nullIf => NullIf(Scalar(nullIf.FirstExpression, names), Scalar(nullIf.SecondExpression, names)),
            IIfCall iif => Case([
                Predicate(iif.Predicate, names),
                Scalar(iif.ThenExpression, names),
                Scalar(iif.ElseExpression, names),
            ]),
            SearchedCaseExpression searched => Case([
                .. searched.WhenClauses.SelectMany(w =>
                    (BoundExpr[])[Predicate(w.WhenExpression, names), Scalar(w.ThenExpression, names)]
                ),
                searched.ElseExpression is null ? UntypedNull() : Scalar(searched.ElseExpression, names),
            ]),
            _ => SimpleCase((SimpleCaseExpression)expression, names),
        };

    private const string CurrencySymbols = "$£€¥¢¤₤₱₩₪₫฿₡₮";

    private static BoundConstant UntypedNull() => new(SqlValue.Null, SqlType.Int) { IsUntypedNull = true };

    private BoundExpr Collate(BoundExpr operand, string name, TSqlFragment at)
    {
        if (!operand.Type.IsCharacter)
        {
            throw BindErrors.Make(447, 0, $"Expression type {TypeRules.Name(operand.Type)} is invalid for COLLATE clause.", at);
        }

        return new BoundCollate(operand, operand.Type with { Collation = FindCollation(name, at) });
    }

    private Collation FindCollation(string name, TSqlFragment at) =>
        string.Equals(name, "database_default", StringComparison.OrdinalIgnoreCase)
            ? Scope.Collation
            : Collations.Find(name) ?? throw BindErrors.Make(448, 2, $"Invalid collation '{name}'.", at);

    private SqlType CastType(DataTypeReference type)
    {
        try
        {
            return TypeRules.FromCast(type) ?? Scope.ResolveType(type);
        }
        catch (SqlError e) when (e.Number == 2715)
        {
            // A cast has a number of its own for what a declaration says.
            throw BindErrors.Make(
                243,
                1,
                $"Type {string.Join('.', type.Name.Identifiers.Select(static i => i.Value))} is not a defined system type.",
                type
            );
        }
    }

    // A text stays in its collation, and as strong.
    private static BoundExpr Cast(BoundExpr operand, SqlType type, bool isTry) =>
        Convert(
            operand,
            operand.Type is { IsCharacter: true, Collation: { Conflict: null } own } && type.IsCharacter
                ? type with { Collation = own }
                : type,
            isExplicit: true,
            isTry: isTry
        );

    private BoundExpr ConvertWithStyle(BoundExpr operand, SqlType type, ScalarExpression? style, NameScope? names, bool isTry)
    {
        if (style is null)
        {
            return Cast(operand, type, isTry);
        }

        var bound = Convert(Scalar(style, names), SqlType.Int);
        if (bound is BoundConstant constant)
        {
            return Convert(operand, type, true, constant.Value.IsNull ? null : (int)constant.Value.Bits, isTry);
        }

        var convert = Conversions.WithStyle(operand.Type, type, isTry);
        var function = new BoundFunction(type, true, (a, _) => convert(a[0], a[1]));
        return new BoundCall((isTry ? "TRY_CONVERT " : "CONVERT ") + TypeRules.Format(type), function, [operand, bound]);
    }

    private static string ParameterlessName(ParameterlessCallType type) =>
        type switch
        {
            ParameterlessCallType.CurrentTimestamp => "CURRENT_TIMESTAMP",
            ParameterlessCallType.CurrentUser => "CURRENT_USER",
            ParameterlessCallType.SessionUser => "SESSION_USER",
            ParameterlessCallType.SystemUser => "SYSTEM_USER",
            _ => "USER",
        };

    private BoundConstant BindLiteral(Literal literal)
    {
        switch (literal)
        {
            case NullLiteral:
                return UntypedNull();
            case IntegerLiteral i:
                return int.TryParse(i.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? new BoundConstant(SqlValue.FromInt64(number), SqlType.Int)
                    : Number(i.Value);
            case NumericLiteral n:
                return Number(n.Value);
            case RealLiteral r:
                var real = double.Parse(Exponent(r.Value), CultureInfo.InvariantCulture);
                return new BoundConstant(SqlValue.FromDouble(real), SqlType.Float);
            case MoneyLiteral m:
                var text = m.Value.TrimStart([.. CurrencySymbols]);
                return new BoundConstant(
                    SqlValue.FromUnscaled(
                        (Int128)(decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture) * 10000m)
                    ),
                    SqlType.Money
                );
            case StringLiteral s:
                // Without N a literal has only the characters of the database's code page.
                var value = s.IsNational
                    ? s.Value
                    : TextConversions.Narrow(s.Value, TextConversions.EncodingOf(Scope.Collation));
                var length = Math.Max(1, value.Length);
                return new BoundConstant(
                    SqlValue.FromString(value),
                    s.IsNational
                        ? SqlType.NVarChar(length > 4000 ? SqlType.Max : length)
                        : SqlType.VarChar(length > 8000 ? SqlType.Max : length)
                );
            case BinaryLiteral b:
                var hex = b.Value[2..];
                var bytes = System.Convert.FromHexString(hex.Length % 2 == 0 ? hex : "0" + hex);
                return new BoundConstant(
                    SqlValue.FromBytes(bytes),
                    SqlType.VarBinary(bytes.Length > 8000 ? SqlType.Max : Math.Max(1, bytes.Length))
                );
            default:
                throw BindErrors.Unsupported($"a literal of kind {literal.LiteralType}", literal);
        }
    }

    // An exponent without digits is 0: 2e and 2e+ are 2.
    private static string Exponent(string number) => char.IsAsciiDigit(number[^1]) || number[^1] == '.' ? number : number + "0";

    /// <summary>An exact numeric literal is a decimal of just the digits it has.</summary>
    private static BoundConstant Number(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : text.Length - point - 1;
        var digits = text.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var precision = Math.Max(Math.Max(digits.Length, scale), 1);
        if (precision > 38)
        {
            throw new SqlError(
                1007,
                15,
                1,
                $"The number '{text}' is out of the range for numeric representation (maximum precision 38)."
            );
        }

        var value = digits.Length == 0 ? 0 : Int128.Parse(digits, CultureInfo.InvariantCulture);
        return new BoundConstant(SqlValue.FromUnscaled(value), SqlType.Decimal(precision, scale));
    }

    /// <exception cref="SqlError">493: what nodes() gives is no value.</exception>
    private static BoundColumn RequireValue(BoundColumn column, TSqlFragment at) =>
        column.IsNode
            ? throw BindErrors.Make(
                493,
                1,
                $"The column '{column.Name}' that was returned from the nodes() method cannot be used directly. "
                    + "It can only be used with one of the four XML data type methods, exist(), nodes(), query(), and value(), "
                    + "or in IS NULL and IS NOT NULL checks.",
                at
            )
            : column;

    private BoundColumn Column(ColumnReferenceExpression column, NameScope? names)
    {
        if (column.ColumnType == ColumnType.PseudoColumnAction)
        {
            return ActionColumn(column);
        }

        if (column.ColumnType == ColumnType.Wildcard || column.MultiPartIdentifier is null)
        {
            throw BindErrors.Unsupported($"the pseudo column {column.ColumnType}", column);
        }

        var parts = (IReadOnlyList<Identifier>)[.. column.MultiPartIdentifier.Identifiers];
        if (names is not null)
        {
            return RequireValue(names.Resolve(parts, column), column);
        }

        throw parts.Count > 1
            ? BindErrors.Unbound(string.Join('.', parts.Select(p => p.Value)), column)
            : new SqlError(
                128,
                15,
                1,
                $"The name \"{parts[0].Value}\" is not permitted in this context. Valid expressions are constants, constant expressions, and (in some contexts) variables. Column names are not permitted."
            )
            {
                Line = column.StartLine,
            };
    }

    private BoundExpr Variable(string name, TSqlFragment at)
    {
        if (_parameters.TryGetValue(name, out var argument))
        {
            return argument;
        }

        var found = Scope.FindVariable(name) ?? throw BindErrors.UndeclaredVariable(name, at);
        return new BoundVariable(found.Slot, name, found.Type);
    }

    private BoundExpr Unary(UnaryExpression unary, NameScope? names)
    {
        var operand = Scalar(unary.Expression, names);
        if (unary.UnaryExpressionType == UnaryExpressionType.Positive)
        {
            return operand;
        }

        var bound = new BoundUnary(
            unary.UnaryExpressionType.ToString(),
            Operators.Unary(unary.UnaryExpressionType, operand.Type),
            operand
        );
        return operand is BoundConstant { Value.IsNull: false } constant
            ? new BoundConstant(bound.Operator.Apply(constant.Value), bound.Type)
            : bound;
    }

    private BoundExpr Binary(BinaryExpression binary, NameScope? names)
    {
        var left = Scalar(binary.FirstExpression, names);
        var right = Scalar(binary.SecondExpression, names);
        return MakeBinary(
            binary.BinaryExpressionType,
            left,
            right,
            IntegerLiteral(binary.FirstExpression, left),
            IntegerLiteral(binary.SecondExpression, right)
        );
    }

    /// <summary>The value of an integer written as a literal: beside a decimal it counts with its own
    /// digits.</summary>
    private static SqlValue? IntegerLiteral(ScalarExpression expression, BoundExpr bound)
    {
        while (expression is ParenthesisExpression or UnaryExpression { UnaryExpressionType: not UnaryExpressionType.BitwiseNot })
        {
            expression = expression is ParenthesisExpression parenthesis
                ? parenthesis.Expression
                : ((UnaryExpression)expression).Expression;
        }

        return expression is IntegerLiteral && bound is BoundConstant constant ? constant.Value : null;
    }

    private static BoundExpr MakeBinary(
        BinaryExpressionType type,
        BoundExpr left,
        BoundExpr right,
        SqlValue? leftLiteral = null,
        SqlValue? rightLiteral = null
    )
    {
        left = GiveNullAType(left, right);
        right = GiveNullAType(right, left);
        var op = Operators.Binary(type, left.Type, right.Type, leftLiteral, rightLiteral);
        if (op.ResultType.IsCharacter)
        {
            op = op with { ResultType = WithCollation(op.ResultType, CommonCollation([left, right], "add")) };
        }

        if (left is BoundConstant l && right is BoundConstant r)
        {
            try
            {
                return new BoundConstant(
                    !op.TakesNull && (l.Value.IsNull || r.Value.IsNull) ? SqlValue.Null : op.Apply(l.Value, r.Value),
                    op.ResultType
                );
            }
            catch (SqlError)
            {
                // 1/0 and the like fail when they are reached, not before.
                return new BoundBinary(type.ToString(), op, left, right);
            }
        }

        return new BoundBinary(type.ToString(), op, left, right);
    }

    private static BoundExpr GiveNullAType(BoundExpr e, BoundExpr other) =>
        e is BoundConstant { IsUntypedNull: true } ? new BoundConstant(SqlValue.Null, other.Type) : e;

    private static BoundExpr Coalesce(IReadOnlyList<BoundExpr> parts)
    {
        if (parts.All(p => p is BoundConstant { IsUntypedNull: true }))
        {
            throw new SqlError(
                4127,
                16,
                1,
                "At least one of the arguments to COALESCE must be an expression that is not the NULL constant."
            );
        }

        var type = CommonType(parts, "COALESCE");
        return new BoundCoalesce([.. parts.Select(p => Convert(p, type))], type);
    }

    private BoundExpr NullIf(BoundExpr first, BoundExpr second)
    {
        if (first is BoundConstant { IsUntypedNull: true })
        {
            throw new SqlError(
                4151,
                16,
                1,
                "The type of the first argument to NULLIF cannot be the NULL constant because the type of the first argument has to be known."
            );
        }

        return new BoundCase(
            [Compare(CompareOp.Equal, first, second), new BoundConstant(SqlValue.Null, first.Type), first],
            first.Type
        );
    }

    private static BoundExpr Case(IReadOnlyList<BoundExpr> parts)
    {
        var results = parts.Where((_, i) => i % 2 == 1 || i == parts.Count - 1).ToList();
        if (results.All(r => r is BoundConstant { IsUntypedNull: true }))
        {
            throw new SqlError(
                8133,
                16,
                1,
                "At least one of the result expressions in a CASE specification must be an expression other than the NULL constant."
            );
        }

        var type = CommonType(results, "CASE");
        return new BoundCase([.. parts.Select((p, i) => i % 2 == 1 || i == parts.Count - 1 ? Convert(p, type) : p)], type);
    }

    private BoundExpr SimpleCase(SimpleCaseExpression simple, NameScope? names)
    {
        var input = Scalar(simple.InputExpression, names);
        var parts = new List<BoundExpr>();
        foreach (var when in simple.WhenClauses)
        {
            parts.Add(Compare(CompareOp.Equal, input, Scalar(when.WhenExpression, names)));
            parts.Add(Scalar(when.ThenExpression, names));
        }

        parts.Add(simple.ElseExpression is null ? UntypedNull() : Scalar(simple.ElseExpression, names));
        return Case(parts);
    }

    private BoundExpr ScalarSubquery(ScalarSubquery subquery, NameScope? names)
    {
        if (_place == Place.GroupBy)
        {
            throw BindErrors.AggregateInGroupBy(subquery);
        }

        if (_place == Place.AggregateArgument)
        {
            throw BindErrors.NestedAggregate(subquery);
        }

        var query = Subquery(subquery.QueryExpression, names);
        return query.Columns.Count == 1 ? new BoundScalarSubquery(query) : throw BindErrors.OneColumnOnly(subquery);
    }

    /// <summary>A query inside an expression: its own clause rules, the names around it visible.</summary>
    private BoundQuery Subquery(QueryExpression query, NameScope? names, bool isExists = false)
    {
        return At(Place.Elsewhere, () => Query(query, names, new QueryUse { IsNested = true, IsExists = isExists }));
    }

    /// <summary>A built-in function by name; constant arguments of a deterministic one are not folded, since
    /// it may need the session.</summary>
    private BoundCall Parse(
        ScalarExpression text,
        ScalarExpression? culture,
        DataTypeReference type,
        NameScope? names,
        bool isTry
    )
    {
        IReadOnlyList<BoundExpr> arguments =
            culture is null ? [Scalar(text, names)] : [Scalar(text, names), Scalar(culture, names)];
        var target = CastType(type);
        var function = ScalarFunctions.BindParse(isTry, [.. arguments.Select(static a => a.Type)], Literals(arguments), target);
        return new BoundCall($"{(isTry ? "TRY_PARSE" : "PARSE")} AS {TypeRules.Format(target)}", function, arguments);
    }

    private static IReadOnlyList<SqlValue?> Literals(IReadOnlyList<BoundExpr> arguments) =>
        [
            .. arguments.Select(static a =>
                a is BoundConstant c && (c.IsUntypedNull || !c.Value.IsNull) ? c.Value : (SqlValue?)null
            ),
        ];

    private static BoundExpr Call(string name, IReadOnlyList<BoundExpr> arguments, TSqlFragment at)
    {
        arguments = InOneCollation(name, arguments, at);
        var insertsJson =
            arguments.Count == 3 && name.Equals("JSON_MODIFY", StringComparison.OrdinalIgnoreCase) && IsJson(arguments[2]);
        var function =
            ScalarFunctions.Bind(
                insertsJson ? "JSON_MODIFY(JSON)" : name,
                [.. arguments.Select(a => a.Type)],
                Literals(arguments)
            ) ?? throw BindErrors.UnknownFunction(name, at);
        return new BoundCall(name, function, arguments);
    }
}
