// One call of a built-in function while it is being bound: checks argument counts and types, and reads
// arguments as CLR values.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>The call being bound.</summary>
internal sealed class BuiltInCall(string name, IReadOnlyList<SqlType> types, IReadOnlyList<SqlValue?> literals)
{
    /// <summary>The name as messages have it, in lower case.</summary>
    public string Name { get; } = name.ToLowerInvariant();

    public IReadOnlyList<SqlType> Types { get; } = types;

    public int Count => Types.Count;

    public SqlValue? Literal(int index) => index < literals.Count ? literals[index] : null;

    public bool IsNullLiteral(int index) => Literal(index) is { IsNull: true };

    public string? LiteralText(int index) =>
        index < Count && Types[index].IsCharacter && Literal(index) is { IsNull: false } value ? value.AsString() : null;

    public long? LiteralInteger(int index) =>
        index < Count && Types[index].IsInteger && Literal(index) is { IsNull: false } value ? value.AsInt64() : null;

    public void Expect(int count)
    {
        if (Count != count)
        {
            throw TypeErrors.WrongArgumentCount(Name, count);
        }
    }

    public void Expect(int least, int most)
    {
        if (Count < least || Count > most)
        {
            throw TypeErrors.WrongArgumentRange(Name, least, most);
        }
    }

    public SqlError Invalid(int index) =>
        IsNullLiteral(index)
            ? new SqlError(
                8116,
                16,
                1,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Argument data type NULL is invalid for argument {index + 1} of {Name} function."
                )
            )
            : TypeErrors.InvalidArgument(Types[index], index + 1, Name);

    /// <summary>The argument as text; numbers and dates convert, xml, binary and sql_variant do
    /// not.</summary>
    public Func<SqlValue[], string?> Text(int index)
    {
        var type = Types[index];
        if (IsNullLiteral(index))
        {
            return static _ => null;
        }

        if (type.IsCharacter)
        {
            return a => (string?)a[index].Ref;
        }

        if (type.Kind is SqlTypeKind.Xml or SqlTypeKind.SqlVariant or SqlTypeKind.Table)
        {
            throw Invalid(index);
        }

        var convert = Conversions.Get(type, SqlType.VarChar(8000), isExplicit: false);
        return a => a[index].IsNull ? null : convert(a[index]).AsString();
    }

    /// <summary>The argument as an integer, by implicit conversion to bigint.</summary>
    public Func<SqlValue[], long?> Long(int index)
    {
        if (LiteralInteger(index) is { } constant)
        {
            return _ => constant;
        }

        var convert = To(
            index,
            Types[index].Kind == SqlTypeKind.BigInt ? SqlType.BigInt
                : Types[index].IsInteger ? SqlType.BigInt
                : SqlType.Int
        );
        return a =>
        {
            var value = convert(a[index]);
            return value.IsNull ? null : value.AsInt64();
        };
    }

    public Func<SqlValue[], double?> Double(int index)
    {
        var convert = To(index, SqlType.Float);
        return a =>
        {
            var value = convert(a[index]);
            return value.IsNull ? null : value.AsDouble();
        };
    }

    /// <summary>Implicit conversion of an argument; a type that does not convert is 8116.</summary>
    public Func<SqlValue, SqlValue> To(int index, SqlType target)
    {
        if (IsNullLiteral(index))
        {
            return Conversions.Identity;
        }

        try
        {
            return Conversions.Get(Types[index], target, isExplicit: false);
        }
        catch (SqlError error) when (error.Number is 206 or 257)
        {
            throw Invalid(index);
        }
    }

    /// <summary>The character type of a result made from an argument: varchar for char and numbers, nvarchar
    /// for nchar.</summary>
    public SqlType TextType(int index)
    {
        var type = Types[index];
        return type.IsUnicode ? SqlType.NVarChar(type.Length, type.Collation)
            : type.IsCharacter ? SqlType.VarChar(type.Length, type.Collation)
            : SqlType.VarChar(TypeRules.DisplayLength(type));
    }
}
