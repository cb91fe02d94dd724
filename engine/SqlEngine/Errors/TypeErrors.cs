// SQL Server's errors about values and types, each with its number, severity, state and text in one place.
using System.Globalization;

namespace AxMonitor.Engine.Errors;

/// <summary>What a message calls a type: a ground stage knows types by their names alone.</summary>
internal interface ITypeName
{
    string MessageName { get; }
}

/// <summary>Errors of values, conversions and operators.</summary>
internal static class TypeErrors
{
    public static SqlError TypeClash(ITypeName a, ITypeName b) =>
        new(206, 16, 2, $"Operand type clash: {a.MessageName} is incompatible with {b.MessageName}");

    public static SqlError ImplicitNotAllowed(ITypeName from, ITypeName to) =>
        new(
            257,
            16,
            3,
            $"Implicit conversion from data type {from.MessageName} to {to.MessageName} is not allowed. Use the CONVERT function to run this query."
        );

    public static SqlError ExplicitNotAllowed(ITypeName from, ITypeName to) =>
        new(529, 16, 2, $"Explicit conversion from data type {from.MessageName} to {to.MessageName} is not allowed.");

    public static SqlError Incompatible(ITypeName a, ITypeName b, string operatorName) =>
        new(402, 16, 1, $"The data types {a.MessageName} and {b.MessageName} are incompatible in the {operatorName} operator.");

    public static SqlError InvalidOperand(ITypeName type, string operatorName) =>
        new(8117, 16, 1, $"Operand data type {type.MessageName} is invalid for {operatorName} operator.");

    public static SqlError InvalidArgument(ITypeName type, int position, string function) =>
        new(
            8116,
            16,
            1,
            $"Argument data type {type.MessageName} is invalid for argument {position.ToString(CultureInfo.InvariantCulture)} of {function} function."
        );

    public static SqlError ConversionFailed(ITypeName from, string value, ITypeName to) =>
        new(
            245,
            16,
            1,
            $"Conversion failed when converting the {from.MessageName} value '{value}' to data type {to.MessageName}."
        );

    public static SqlError ErrorConverting(ITypeName from, ITypeName to) =>
        new(8114, 16, 5, $"Error converting data type {from.MessageName} to {to.MessageName}.");

    public static SqlError Overflow(ITypeName to) =>
        new(8115, 16, 2, $"Arithmetic overflow error converting expression to data type {to.MessageName}.");

    public static SqlError OverflowFrom(ITypeName from, ITypeName to) =>
        new(8115, 16, 8, $"Arithmetic overflow error converting {from.MessageName} to data type {to.MessageName}.");

    public static SqlError OverflowSmall(ITypeName to, long value) =>
        new(
            220,
            16,
            1,
            $"Arithmetic overflow error for data type {to.MessageName}, value = {value.ToString(CultureInfo.InvariantCulture)}."
        );

    public static SqlError OverflowFloat(ITypeName to, double value, byte state = 3) =>
        new(
            232,
            16,
            state,
            $"Arithmetic overflow error for type {to.MessageName}, value = {value.ToString("F6", CultureInfo.InvariantCulture)}."
        );

    /// <param name="from">The character type.</param>
    /// <param name="value">The text.</param>
    /// <param name="column">INT1 or INT2, as the message calls them; null for int.</param>
    public static SqlError StringOverflow(ITypeName from, string value, string? column) =>
        column is null
            ? new(248, 16, 1, $"The conversion of the {from.MessageName} value '{value}' overflowed an int column.")
            : new(
                244,
                16,
                column == "INT1" ? (byte)1 : (byte)2,
                $"The conversion of the {from.MessageName} value '{value}' overflowed an {column} column. Use a larger integer column."
            );

    public static SqlError DivideByZero() => new(8134, 16, 1, "Divide by zero error encountered.");

    public static SqlError DateFromString() =>
        new(241, 16, 1, "Conversion failed when converting date and/or time from character string.");

    public static SqlError DateOutOfRange(ITypeName from, ITypeName to) =>
        new(
            242,
            16,
            3,
            $"The conversion of a {from.MessageName} data type to a {to.MessageName} data type resulted in an out-of-range value."
        );

    public static SqlError GuidFromString() =>
        new(8169, 16, 2, "Conversion failed when converting from a character string to uniqueidentifier.");

    public static SqlError GuidToString() =>
        new(8170, 16, 2, "Insufficient result space to convert uniqueidentifier value to char.");

    public static SqlError MoneyFromString() =>
        new(235, 16, 0, "Cannot convert a char value to money. The char value has incorrect syntax.");

    public static SqlError StyleNotForText(int style, ITypeName from, ITypeName to) =>
        new(9809, 16, 1, $"The style {style} is not supported for conversions from {from.MessageName} to {to.MessageName}.");

    public static SqlError SmallMoneyFromString(ITypeName from) =>
        new(
            293,
            16,
            0,
            $"Cannot convert {from.MessageName} value to smallmoney. The {from.MessageName} value has incorrect syntax."
        );

    public static SqlError MoneyToString(ITypeName to) =>
        new(234, 16, 2, $"There is insufficient result space to convert a money value to {to.MessageName}.");

    public static SqlError Truncated() => new(8152, 16, 14, "String or binary data would be truncated.");

    public static SqlError AddOverflow(ITypeName type) =>
        new(517, 16, 1, $"Adding a value to a '{type.MessageName}' column caused an overflow.");

    public static SqlError InvalidStyle(int style, ITypeName from, string target) =>
        new(
            281,
            16,
            1,
            $"{style.ToString(CultureInfo.InvariantCulture)} is not a valid style number when converting from {from.MessageName} to {target}."
        );

    public static SqlError CannotCompareXml() =>
        new(305, 16, 1, "The XML data type cannot be compared or sorted, except when using the IS NULL operator.");

    public static SqlError CannotCompareLongText() =>
        new(
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
