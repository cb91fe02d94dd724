// The numbers of AX's BatchStatus that the simulated batch framework uses.
namespace AxMonitor.Sandbox.AxWorkload.Load;

internal static class BatchStatus
{
    public const int Waiting = 1;
    public const int Executing = 2;
    public const int Error = 3;
    public const int Ended = 4;
    public const int Ready = 5;
    public const int NotRun = 6;

    /// <summary>How AX stores a time that is not set.</summary>
    public static readonly DateTime NotSet = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);
}
