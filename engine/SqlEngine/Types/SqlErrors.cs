// SQL Server's errors about values and types, each with its number, severity, state and text in one place.
using System.Globalization;
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Types;

internal static class SqlErrors
{
    public static SqlError TypeClash(SqlType a, SqlType b) =>
        new(206, 16, 2, $"Operand type clash: {TypeRules.MessageName(a)} is incompatible with {TypeRules.MessageName(b)}");

    public static SqlError ImplicitNotAllowed(SqlType from, SqlType to) =>
        new(
            257,
            16,
            3,
            $"Implicit conversion from data type {TypeRules.MessageName(from)} to {TypeRules.MessageName(to)} is not allowed. Use the CONVERT function to run this query."
        );

    public static SqlError ExplicitNotAllowed(SqlType from, SqlType to) =>
        new(
            529,
            16,
            2,
            $"Explicit conversion from data type {TypeRules.MessageName(from)} to {TypeRules.MessageName(to)} is not allowed."
        );

    public static SqlError Incompatible(SqlType a, SqlType b, string operatorName) =>
        new(
            402,
            16,
            1,
            $"The data types {TypeRules.MessageName(a)} and {TypeRules.MessageName(b)} are incompatible in the {operatorName} operator."
        );

    public static SqlError InvalidOperand(SqlType type, string operatorName) =>
        new(8117, 16, 1, $"Operand data type {TypeRules.MessageName(type)} is invalid for {operatorName} operator.");

    public static SqlError InvalidArgument(SqlType type, int position, string function) =>
        new(
            8116,
            16,
            1,
            $"Argument data type {TypeRules.MessageName(type)} is invalid for argument {position.ToString(CultureInfo.InvariantCulture)} of {function} function."
        );

    public static SqlError ConversionFailed(SqlType from, string value, SqlType to) =>
        new(
            245,
            16,
            1,
            $"Conversion failed when converting the {TypeRules.MessageName(from)} value '{value}' to data type {TypeRules.MessageName(to)}."
        );

    public static SqlError ErrorConverting(SqlType from, SqlType to) =>
        new(8114, 16, 5, $"Error converting data type {TypeRules.MessageName(from)} to {TypeRules.MessageName(to)}.");

    public static SqlError Overflow(SqlType to) =>
        new(8115, 16, 2, $"Arithmetic overflow error converting expression to data type {TypeRules.MessageName(to)}.");

    public static SqlError OverflowFrom(SqlType from, SqlType to) =>
        new(
            8115,
            16,
            8,
            $"Arithmetic overflow error converting {TypeRules.MessageName(from)} to data type {TypeRules.MessageName(to)}."
        );

    public static SqlError OverflowSmall(SqlType to, long value) =>
        new(
            220,
            16,
            1,
            $"Arithmetic overflow error for data type {TypeRules.MessageName(to)}, value = {value.ToString(CultureInfo.InvariantCulture)}."
        );

    public static SqlError OverflowFloat(SqlType to, double value) =>
        new(
            232,
            16,
            3,
            $"Arithmetic overflow error for type {TypeRules.MessageName(to)}, value = {value.ToString("F6", CultureInfo.InvariantCulture)}."
        );

    public static SqlError StringOverflow(SqlType from, string value, SqlType to) =>
        to.Kind switch
        {
            SqlTypeKind.TinyInt => new(
                244,
                16,
                1,
                $"The conversion of the {TypeRules.MessageName(from)} value '{value}' overflowed an INT1 column. Use a larger integer column."
            ),
            SqlTypeKind.SmallInt => new(
                244,
                16,
                2,
                $"The conversion of the {TypeRules.MessageName(from)} value '{value}' overflowed an INT2 column. Use a larger integer column."
            ),
            _ => new(
                248,
                16,
                1,
                $"The conversion of the {TypeRules.MessageName(from)} value '{value}' overflowed an int column."
            ),
        };

    public static SqlError DivideByZero() => new(8134, 16, 1, "Divide by zero error encountered.");

    public static SqlError DateFromString() =>
        new(241, 16, 1, "Conversion failed when converting date and/or time from character string.");

    public static SqlError DateOutOfRange(SqlType from, SqlType to) =>
        new(
            242,
            16,
            3,
            $"The conversion of a {TypeRules.MessageName(from)} data type to a {TypeRules.MessageName(to)} data type resulted in an out-of-range value."
        );

    public static SqlError GuidFromString() =>
        new(8169, 16, 2, "Conversion failed when converting from a character string to uniqueidentifier.");

    public static SqlError GuidToString(SqlType to) =>
        new(8170, 16, 2, $"Insufficient result space to convert uniqueidentifier value to {TypeRules.MessageName(to)}.");

    public static SqlError MoneyFromString() =>
        new(235, 16, 0, "Cannot convert a char value to money. The char value has incorrect syntax.");

    public static SqlError MoneyToString(SqlType to) =>
        new(234, 16, 2, $"There is insufficient result space to convert a money value to {TypeRules.MessageName(to)}.");

    public static SqlError Truncated() => new(8152, 16, 14, "String or binary data would be truncated.");

    public static SqlError AddOverflow(SqlType type) =>
        new(517, 16, 1, $"Adding a value to a '{TypeRules.MessageName(type)}' column caused an overflow.");

    public static SqlError InvalidStyle(int style, SqlType from, string target) =>
        new(
            281,
            16,
            1,
            $"{style.ToString(CultureInfo.InvariantCulture)} is not a valid style number when converting from {TypeRules.MessageName(from)} to {target}."
        );

    public static SqlError CannotCompare(SqlType type) =>
        type.Kind == SqlTypeKind.Xml
            ? new(305, 16, 1, "The XML data type cannot be compared or sorted, except when using the IS NULL operator.")
            : new(
                306,
                16,
                2,
                "The text, ntext, and image data types cannot be compared or sorted, except when using IS NULL or LIKE operator."
            );

    public static SqlError InvalidFloatingPoint() => new(3623, 16, 1, "An invalid floating point operation occurred.");

    public static SqlError WrongArgumentCount(string function, int expected) =>
        new(174, 15, 1, $"The {function} function requires {expected.ToString(CultureInfo.InvariantCulture)} argument(s).");

    public static SqlError WrongArgumentRange(string function, int least, int most) =>
        new(
            189,
            15,
            1,
            $"The {function} function requires {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)} arguments."
        );
}
