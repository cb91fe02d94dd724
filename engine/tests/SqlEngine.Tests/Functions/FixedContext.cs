// A function context for tests that call functions directly: a session in which nothing has happened yet.
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tests.Functions;

internal sealed class FixedContext : IFunctionContext
{
    public TimeProvider Time => TimeProvider.System;

    public DateTime StatementStartUtc { get; init; } = new(2016, 3, 5, 14, 7, 9, DateTimeKind.Utc);

    public int SessionId => 55;

    public string LoginName => "login";

    public string OriginalLogin => "login";

    public string UserName => "dbo";

    public string HostName => "host";

    public string ProgramName => "program";

    public string ServerName => "server";

    public string ProductVersion => "13.0.5026.0";

    public string DatabaseName => "db";

    public int DatabaseId => 5;

    public long RowCount => 0;

    public int LastErrorNumber => 0;

    public int TransactionCount => 0;

    public int TransactionState => 0;

    public int NestLevel => 0;

    public int ProcedureId => 0;

    public int FetchStatus => -1;

    public int CursorRows => 0;

    public SqlValue LastIdentity => SqlValue.Null;

    public SqlValue ScopeIdentity => SqlValue.Null;

    public CaughtError? Error => null;

    public int DateFirst => 7;

    public string Language => "us_english";

    public int LockTimeout => -1;

    public int Options => 0;

    public int TextSize => -1;

    public byte[]? ContextInfo => null;

    public Random Random { get; } = new(1);

    public IMetadataLookup Metadata => throw new NotSupportedException("This context has no catalog.");

    public SqlVariantValue? SessionContext(string key) => null;
}
