// The settings with the secrets as their files have them now. A secret that cannot be used, because its file
// is being written or is gone, leaves the one that was known before.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Follows the files of secrets.</summary>
/// <param name="first">As they were at the start.</param>
/// <param name="folder">The files.</param>
/// <param name="read">Reads the settings with what the folder has.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveOptions(
    OrchestratorOptions first,
    SecretFolder folder,
    Func<OrchestratorOptions> read,
    TimeProvider time
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private OrchestratorOptions _current = first;
    private long _readAt = time.GetTimestamp();
    private bool _isNew;
    private string? _fault;

    /// <summary>Told that secrets have changed (null), or why they cannot be used; once for each.</summary>
    public Action<string?>? Changed { get; set; }

    /// <summary>The settings now; the files are read once a second at most.</summary>
    public OrchestratorOptions Current()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_readAt) < Pause)
            {
                return _current;
            }

            _readAt = time.GetTimestamp();
            try
            {
                _isNew |= folder.Refresh();
                if (_isNew)
                {
                    _current = read();
                    _isNew = false;
                    Changed?.Invoke(null);
                }

                _fault = null;
            }
            catch (ConfigurationException e)
            {
                if (e.Message != _fault)
                {
                    Changed?.Invoke(e.Message);
                }

                _fault = e.Message;
            }

            return _current;
        }
    }
}
