// Errors of XQuery expressions, with the method's name in front as SQL Server has it.

namespace AxMonitor.Engine.Errors;

internal static class XQueryErrors
{
    public static SqlError Syntax(string method, string near) =>
        new(
            2209,
            16,
            1,
            near.Length == 0
                ? $"XQuery [{method}()]: Syntax error near '<eof>'"
                : $"XQuery [{method}()]: Syntax error near '{near}'"
        );

    public static SqlError NotSupported(string method, string syntax) =>
        new(9335, 16, 1, $"XQuery [{method}()]: The XQuery syntax '{syntax}' is not supported.");

    public static SqlError NoNamespace(string method, string prefix) =>
        new(2229, 16, 1, $"XQuery [{method}()]: The name \"{prefix}\" does not denote a namespace.");

    public static SqlError NoFunction(string method, string name) =>
        new(2395, 16, 1, $"XQuery [{method}()]: There is no function '{{http://www.w3.org/2004/07/xpath-functions}}:{name}()'");

    public static SqlError NotSingleton(string method, string what) =>
        new(
            2389,
            16,
            1,
            $"XQuery [{method}()]: '{what}' requires a singleton (or empty sequence), found operand of type 'xdt:untypedAtomic *'"
        );

    public static SqlError NotNodes(string method) =>
        new(2205, 16, 1, $"XQuery [{method}()]: A node or set of nodes is required for {method}()");

    public static SqlError NoVariable(string method, string name) =>
        new(2216, 16, 1, $"XQuery [{method}()]: The variable '${name}' is not defined.");
}
