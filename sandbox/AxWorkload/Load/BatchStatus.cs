// The numbers of AX's BatchStatus.
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;

namespace AxMonitor.Sandbox.AxWorkload.Load;

internal static class BatchStatus
{
    public const int Hold = 0;
    public const int Waiting = 1;
    public const int Executing = 2;
    public const int Error = 3;
    public const int Ended = 4;
    public const int Ready = 5;
    public const int NotRun = 6;
    public const int Cancelling = 7;
    public const int Canceled = 8;

    /// <summary>How AX stores a time that is not set.</summary>
    public static readonly DateTime NotSet = AxTable.NotSet;

    public static bool IsRunning(int status) => status is Executing or Cancelling;

    public static bool IsFinal(int status) => status is Error or Ended or NotRun or Canceled;
}
