// Built-in scalar functions and @@ variables by name; each family lives in a file of its own.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Finds and binds built-in scalar functions.</summary>
public static class ScalarFunctions
{
    private static readonly Dictionary<string, Func<BuiltInCall, BoundFunction>> Binders = Collect();

    // They exist in SQL Server 2016 but not here: a clear refusal, not "unknown function".
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "COLLATIONPROPERTY",
        "CURRENT_REQUEST_ID",
        "DATABASEPROPERTY",
        "TERTIARY_WEIGHTS",
        "TYPEPROPERTY",
        "@@CONNECTIONS",
        "@@CPU_BUSY",
        "@@DBTS",
        "@@IDLE",
        "@@IO_BUSY",
        "@@PACK_RECEIVED",
        "@@PACK_SENT",
        "@@PACKET_ERRORS",
        "@@REMSERVER",
        "@@TIMETICKS",
        "@@TOTAL_ERRORS",
        "@@TOTAL_READ",
        "@@TOTAL_WRITE",
        "ENCRYPTBYKEY",
        "DECRYPTBYKEY",
        "ENCRYPTBYPASSPHRASE",
        "DECRYPTBYPASSPHRASE",
        "SIGNBYCERT",
        "VERIFYSIGNEDBYCERT",
        "PWDCOMPARE",
        "PWDENCRYPT",
        "TEXTPTR",
        "TEXTVALID",
        "CERTENCODED",
        "FILE_ID",
        "FILE_IDEX",
        "FILE_NAME",
        "FILEPROPERTY",
        "FULLTEXTCATALOGPROPERTY",
        "FULLTEXTSERVICEPROPERTY",
        "STATS_DATE",
        "GET_FILESTREAM_TRANSACTION_CONTEXT",
        "MIN_ACTIVE_ROWVERSION",
        "PERMISSIONS",
        "ASSEMBLYPROPERTY",
        "ASYMKEY_ID",
        "ASYMKEYPROPERTY",
        "CERT_ID",
        "CERTPRIVATEKEY",
        "CERTPROPERTY",
        "COMPRESS",
        "CRYPT_GEN_RANDOM",
        "DATABASE_PRINCIPAL_ID",
        "DECOMPRESS",
        "DECRYPTBYASYMKEY",
        "DECRYPTBYCERT",
        "DECRYPTBYKEYAUTOASYMKEY",
        "DECRYPTBYKEYAUTOCERT",
        "ENCRYPTBYASYMKEY",
        "ENCRYPTBYCERT",
        "EVENTDATA",
        "FILEGROUPPROPERTY",
        "FILETABLEROOTPATH",
        "GETFILENAMESPACEPATH",
        "GETPATHLOCATOR",
        "INDEXKEY_PROPERTY",
        "IS_OBJECTSIGNED",
        "KEY_GUID",
        "KEY_ID",
        "KEY_NAME",
        "LOGINPROPERTY",
        "ORIGINAL_DB_NAME",
        "PUBLISHINGSERVERNAME",
        "SIGNBYASYMKEY",
        "SUSER_NAME",
        "SYMKEYPROPERTY",
        "VERIFYSIGNEDBYASYMKEY",
    };

    /// <summary>Names of all functions and @@ variables that the engine has.</summary>
    public static IEnumerable<string> Names => Binders.Keys;

    /// <summary>Names of functions that SQL Server 2016 has and the engine refuses.</summary>
    public static IEnumerable<string> RefusedNames => Refused.Where(static n => !Binders.ContainsKey(n));

    /// <summary>Binds a function, or an @@ variable by its name with @@ and no arguments; null when SQL
    /// Server 2016 has no function of this name.</summary>
    /// <param name="name">Case-insensitive. Niladic ones (CURRENT_TIMESTAMP, SYSTEM_USER, …) too; AT TIME
    /// ZONE is bound by that name with two arguments.</param>
    /// <param name="arguments">Types of the arguments. A date part is passed as an nvarchar literal.</param>
    /// <param name="literals">Per argument its value when it is a literal, else null.</param>
    /// <exception cref="SqlError">174, 189 wrong number of arguments, 8116 wrong argument type, 155 unknown
    /// date part.</exception>
    public static BoundFunction? Bind(string name, IReadOnlyList<SqlType> arguments, IReadOnlyList<SqlValue?> literals)
    {
        if (Binders.TryGetValue(name, out var binder))
        {
            return binder(new BuiltInCall(name, arguments, literals));
        }

        return Refused.Contains(name) ? throw SqlError.Unsupported($"function {name.ToUpperInvariant()}") : null;
    }

    /// <summary>Binds PARSE or TRY_PARSE.</summary>
    /// <exception cref="SqlError">8116, 10761.</exception>
    public static BoundFunction BindParse(
        bool isTry,
        IReadOnlyList<SqlType> arguments,
        IReadOnlyList<SqlValue?> literals,
        SqlType target
    ) => ParseFunctions.Bind(new BuiltInCall(isTry ? "try_parse" : "parse", arguments, literals), target, isTry);

    private static Dictionary<string, Func<BuiltInCall, BoundFunction>> Collect()
    {
        var all = new Dictionary<string, Func<BuiltInCall, BoundFunction>>(StringComparer.OrdinalIgnoreCase);
        TextFunctions.Register(all);
        TextSearchFunctions.Register(all);
        TextFormatFunctions.Register(all);
        SoundexFunctions.Register(all);
        MathFunctions.Register(all);
        DateFunctions.Register(all);
        DateConstructors.Register(all);
        LogicFunctions.Register(all);
        HashFunctions.Register(all);
        JsonFunctions.Register(all);
        MetadataFunctions.Register(all);
        SessionFunctions.Register(all);
        LockFunctions.Register(all);
        return all;
    }
}
