// One database file of the watched server at one instant.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <param name="DatabaseId">database_id.</param>
/// <param name="FileId">file_id; 2 is the first log file.</param>
/// <param name="IsLog">A log file.</param>
/// <param name="Name">Logical name.</param>
/// <param name="Path">Physical name; its first three letters are the volume.</param>
/// <param name="SizeBytes">Size on disk.</param>
/// <param name="UsedBytes">Of it, what is used.</param>
/// <param name="GrowthPages">Pages it grows by when it is full.</param>
/// <param name="ReadShare">Its share of all reads of data files.</param>
/// <param name="WriteShare">Its share of all writes of data files.</param>
/// <param name="Slowness">Its latency as a multiple of the server's mean.</param>
internal sealed record ServerFile(
    int DatabaseId,
    int FileId,
    bool IsLog,
    string Name,
    string Path,
    long SizeBytes,
    long UsedBytes,
    int GrowthPages,
    double ReadShare,
    double WriteShare,
    double Slowness
)
{
    public const int TempDbId = 2;

    public string Volume => Path[..3];

    public long SizePages => SizeBytes / 8192;

    /// <summary>The handle Windows gave when the server opened the file, so another one after a
    /// restart.</summary>
    public byte[] Handle(DateTime serverStartedAt) =>
        [
            0,
            0,
            0,
            0,
            (byte)(serverStartedAt.Ticks / TimeSpan.TicksPerSecond % 251),
            (byte)(serverStartedAt.Ticks / TimeSpan.TicksPerSecond / 251 % 251),
            (byte)DatabaseId,
            (byte)(FileId * 4),
        ];
}
