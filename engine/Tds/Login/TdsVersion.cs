// Versions of the protocol as LOGIN7 and LOGINACK number them, and what a response looks like in each.
namespace AxMonitor.Engine.Tds.Login;

/// <summary>The version that both sides speak.</summary>
/// <param name="Number">As LOGINACK sends it.</param>
internal sealed record TdsVersion(uint Number)
{
    private const uint Tds71 = 0x71000000;
    private const uint Tds71Revised = 0x71000001;
    private const uint Tds72 = 0x72090002;
    private const uint Tds73 = 0x730A0003;
    private const uint Tds73B = 0x730B0003;
    private const uint Tds74 = 0x74000004;

    // The first TDS 7.1 is numbered otherwise by the server than by the client.
    private const uint Tds71Acknowledged = 0x07010000;

    public static TdsVersion Latest { get; } = new(Tds74);

    /// <summary>ALL_HEADERS, 64-bit row counts, partially length-prefixed values, transaction descriptors:
    /// from 7.2 on.</summary>
    public bool Has72 => Number is >= Tds72 and not Tds71Acknowledged;

    /// <summary>date, time, datetime2 and datetimeoffset: from 7.3 on.</summary>
    public bool HasNewDates => Has72 && Number >= Tds73;

    /// <summary>Rows with a bitmap of their NULLs: from 7.3B on.</summary>
    public bool HasNullBitmapRows => Has72 && Number >= Tds73B;

    /// <summary>Null for a version older than 7.1, which SQL Server 2016 does not take either.</summary>
    public static TdsVersion? Negotiate(uint requested) =>
        requested switch
        {
            < Tds71 => null,
            Tds71 => new(Tds71Acknowledged),
            < Tds72 => new(Tds71Revised),
            < Tds73 => new(Tds72),
            _ => new(Math.Min(requested, Tds74)),
        };
}
