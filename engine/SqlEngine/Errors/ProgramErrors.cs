// SQL Server's own words for what goes wrong while statements run: number, severity, state and text in one
// place.
namespace AxMonitor.Engine.Errors;

/// <summary>Makes the errors that the statement interpreter raises.</summary>
internal static class ProgramErrors
{
    /// <summary>Number of an error that reports a defect of the sandbox itself.</summary>
    public const int InternalNumber = 40001;

    public static SqlError UndeclaredVariable(string name) => new(137, 15, 2, $"Must declare the scalar variable \"{name}\".");

    public static SqlError UndeclaredTableVariable(string name) =>
        new(1087, 15, 2, $"Must declare the table variable \"{name}\".");

    public static SqlError DuplicateVariable(string name) =>
        new(
            134,
            15,
            2,
            $"The variable name '{name}' has already been declared. Variable names must be unique within a query batch or stored procedure."
        );

    public static SqlError UnknownLabel(string name) =>
        new(133, 15, 1, $"A GOTO statement references the label '{name}' but the label has not been declared.");

    public static SqlError EndedInTrigger() =>
        new(3609, 16, 1, "The transaction ended in the trigger. The batch has been aborted.");

    public static SqlError ErrorInTrigger() =>
        new(
            3616,
            16,
            1,
            "An error was raised during trigger execution. The batch has been aborted and the user transaction, if any, has been rolled back."
        );

    public static SqlError BreakOutsideLoop() =>
        new(135, 15, 1, "Cannot use a BREAK statement outside the scope of a WHILE statement.");

    public static SqlError ContinueOutsideLoop() =>
        new(136, 15, 1, "Cannot use a CONTINUE statement outside the scope of a WHILE statement.");

    public static SqlError ReturnValueOutsideModule() =>
        new(178, 15, 1, "A RETURN statement with a return value cannot be used in this context.");

    /// <param name="what">CREATE/ALTER PROCEDURE, CREATE VIEW …, as SQL Server names them.</param>
    public static SqlError MustBeFirst(string what) => new(111, 15, 1, $"'{what}' must be the first statement in a query batch.");

    public static SqlError Syntax(string near) => new(102, 15, 1, $"Incorrect syntax near '{near}'.");

    public static SqlError ProcedureNotFound(string name) => new(2812, 16, 62, $"Could not find stored procedure '{name}'.");

    public static SqlError ExpectsParameter(string procedure, string parameter) =>
        new(201, 16, 4, $"Procedure or function '{procedure}' expects parameter '{parameter}', which was not supplied.");

    public static SqlError TooManyArguments(string procedure) =>
        new(8144, 16, 2, $"Procedure or function {procedure} has too many arguments specified.");

    public static SqlError NotAParameter(string parameter, string procedure) =>
        new(8145, 16, 1, $"{parameter} is not a parameter for procedure {procedure}.");

    public static SqlError HasNoParameters(string procedure) =>
        new(8146, 16, 1, $"Procedure {procedure} has no parameters and arguments were supplied.");

    public static SqlError ParameterTwice(string parameter) =>
        new(8143, 16, 1, $"Parameter '{parameter}' was supplied multiple times.");

    public static SqlError NotAnOutputParameter(string parameter) =>
        new(
            8162,
            16,
            2,
            $"The formal parameter \"{parameter}\" was not declared as an OUTPUT parameter, but the actual parameter passed in requested output."
        );

    public static SqlError PositionalAfterNamed(int position) =>
        new(
            119,
            15,
            1,
            $"Must pass parameter number {position} and subsequent parameters as '@name = value'. After the form '@name = value' has been used, all subsequent parameters must be passed in the form '@name = value'."
        );

    public static SqlError NestingTooDeep() =>
        new(217, 16, 1, "Maximum stored procedure, function, trigger, or view nesting level exceeded (limit 32).");

    public static SqlError TransactionCountMismatch(int before, int after) =>
        new(
            266,
            16,
            2,
            $"Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT statements. Previous count = {before}, current count = {after}."
        );

    public static SqlError NoTransactionToCommit() =>
        new(3902, 16, 1, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.");

    public static SqlError NoTransactionToRollBack() =>
        new(3903, 16, 1, "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.");

    public static SqlError NoTransactionToSave() =>
        new(628, 16, 0, "Cannot issue SAVE TRANSACTION when there is no active transaction.");

    public static SqlError UnknownSavepoint(string name) =>
        new(6401, 16, 1, $"Cannot roll back {name}. No transaction or savepoint of that name was found.");

    public static SqlError TransactionDoomed() =>
        new(
            3930,
            16,
            1,
            "The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction."
        );

    public static SqlError DoomedToSavepoint() =>
        new(3931, 16, 1, "The current transaction cannot be rolled back to a savepoint. Roll back the entire transaction.");

    public static SqlError DoomedAtBatchEnd() =>
        new(3998, 16, 1, "Uncommittable transaction is detected at the end of the batch. The transaction is rolled back.");

    public static SqlError InsertExecRollback() =>
        new(3915, 16, 0, "Cannot use the ROLLBACK statement within an INSERT-EXEC statement.");

    public static SqlError InsertExecCommit() =>
        new(
            3916,
            16,
            0,
            "Cannot use the COMMIT statement within an INSERT-EXEC statement unless BEGIN TRANSACTION is used first."
        );

    public static SqlError SideEffectInFunction(string statement) =>
        new(443, 16, 15, $"Invalid use of a side-effecting operator '{statement}' within a function.");

    public static SqlError NoReturnValue() =>
        new(1075, 15, 1, "RETURN statements in scalar valued functions must include an argument.");

    public static SqlError NoReturnAtEnd() =>
        new(455, 16, 2, "The last statement included within a function must be a return statement.");

    public static SqlError ReturnTypeInvalid(string type) =>
        new(2733, 16, 1, $"The {type} data type is invalid for return values.");

    public static SqlError ExecuteInFunction() =>
        new(557, 16, 2, "Only functions and some extended stored procedures can be executed from within a function.");

    public static SqlError SelectInFunction() =>
        new(444, 16, 2, "Select statements included within a function cannot return data to a client.");

    public static SqlError NoAccessToDatabase(string login, string database) =>
        new(
            916,
            14,
            1,
            $"The server principal \"{login}\" is not able to access the database \"{database}\" under the current security context."
        );

    public static SqlError InsertExecNested() => new(8164, 16, 1, "An INSERT EXEC statement cannot be nested.");

    public static SqlError UnknownDatabase(string name) =>
        new(911, 16, 1, $"Database '{name}' does not exist. Make sure that the name is entered correctly.");

    /// <summary>An identifier that is too long, as the parser finds it.</summary>
    public static SqlError NameTooLong(string name, int limit) =>
        new(103, 15, 2, $"The identifier that starts with '{name[..Math.Min(name.Length, limit)]}' is too long. Maximum length is {limit}.");

    public static SqlError InvalidObject(string name) => new(208, 16, 1, $"Invalid object name '{name}'.");

    public static SqlError PermissionDenied(string permission, string item, string database, string schema) =>
        new(
            229,
            14,
            5,
            $"The {permission} permission was denied on the object '{item}', database '{database}', schema '{schema}'."
        );

    public static SqlError LoginFailed(string user) => new(18456, 14, 1, $"Login failed for user '{user}'.");

    public static SqlError CannotOpenDatabase(string database) =>
        new(4060, 11, 1, $"Cannot open database \"{database}\" requested by the login. The login failed.");

    public static SqlError ThrowWithoutError() =>
        new(
            10704,
            15,
            1,
            "To rethrow an error, a THROW statement must be used inside a CATCH block. Insert the THROW statement inside a CATCH block, or add error parameters to the THROW statement."
        );

    public static SqlError ThrowNumberOutOfRange(long number) =>
        new(
            35100,
            16,
            10,
            $"Error number {number} in the THROW statement is outside the valid range. Specify an error number in the valid range of 50000 to 2147483647."
        );

    public static SqlError UserMessageUnknown(long number) =>
        new(
            18054,
            16,
            1,
            $"Error {number}, severity 16, state 1 was raised, but no message with that error number was found in sys.messages. If error is larger than 50000, make sure the user-defined message is added using sp_addmessage."
        );

    public static SqlError MessageNumberReserved(long number) =>
        new(
            2732,
            16,
            1,
            $"Error number {number} is invalid. The number must be from 13000 through 2147483647 and it cannot be 50000."
        );

    public static SqlError TooManySubstitutions(int limit) =>
        new(2747, 16, 1, $"Too many substitution parameters for RAISERROR. Cannot exceed {limit} substitution parameters.");

    public static SqlError SeverityNeedsLog() =>
        new(
            2754,
            16,
            1,
            "Error severity levels greater than 18 can only be specified by members of the sysadmin role, using the WITH LOG option."
        );

    public static SqlError CursorExists(string name) => new(16915, 16, 1, $"A cursor with the name '{name}' already exists.");

    public static SqlError CursorUnknown(string name) => new(16916, 16, 1, $"A cursor with the name '{name}' does not exist.");

    public static SqlError CursorNotOpen() => new(16917, 16, 1, "Cursor is not open.");

    public static SqlError CursorAlreadyOpen() => new(16905, 16, 1, "The cursor is already open.");

    public static SqlError CursorVariableEmpty(string name) =>
        new(16950, 16, 2, $"The variable '{name}' does not currently have a cursor allocated to it.");

    public static SqlError CursorColumnCount() =>
        new(16924, 16, 1, "Cursorfetch: The number of variables declared in the INTO list must match that of selected columns.");

    public static SqlError CursorForwardOnly(string orientation) =>
        new(16911, 16, 1, $"fetch: The fetch type {orientation} cannot be used with forward only cursors.");

    /// <summary>A defect of the sandbox, kept from ending the process.</summary>
    public static SqlError Internal(Exception exception) =>
        new(
            InternalNumber,
            16,
            1,
            $"The AxMonitor sandbox failed with {exception.GetType().Name}: {exception.Message} ({FirstFrame(exception)})"
        );

    private static string FirstFrame(Exception exception)
    {
        var trace = exception.StackTrace;
        if (trace is null)
        {
            return "no stack";
        }

        // The methods alone: where the source lay when it was built is nobody's business.
        var methods = trace
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static l => l.Split(" in ", 2)[0]);
        return string.Join(" ← ", methods.Where(static m => m.Contains("AxMonitor", StringComparison.Ordinal)).Take(3));
    }
}
