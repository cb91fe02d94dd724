// The settings with the secrets as they are now where they are kept. A secret that cannot be used, because
// its file is being written or is gone, or its vault does not answer, leaves the one that was known before.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Follows the places of secrets.</summary>
/// <param name="first">As they were at the start.</param>
/// <param name="places">Where secrets are that change.</param>
/// <param name="read">Reads the settings with what the places have.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveOptions(
    OrchestratorOptions first,
    IReadOnlyList<IChangingSecrets> places,
    Func<OrchestratorOptions> read,
    TimeProvider time
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<object, string> _faults = [];
    private OrchestratorOptions _current = first;
    private long _readAt = time.GetTimestamp();
    private bool _isNew;

    /// <summary>Told that secrets have changed (null), or why they cannot be used; once for each.</summary>
    public Action<string?>? Changed { get; set; }

    /// <summary>The settings now; the places are looked at once a second at most.</summary>
    public OrchestratorOptions Current()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_readAt) < Pause)
            {
                return _current;
            }

            _readAt = time.GetTimestamp();

            // One that is away does not keep the others from changing.
            foreach (var place in places)
            {
                Try(place, () => _isNew |= place.Refresh());
            }

            if (_isNew)
            {
                Try(
                    this,
                    () =>
                    {
                        _current = read();
                        _isNew = false;
                        Changed?.Invoke(null);
                    }
                );
            }
            else
            {
                _faults.Remove(this);
            }

            return _current;
        }
    }

    /// <summary>Says once what is wrong with a place.</summary>
    private void Try(object place, Action act)
    {
        try
        {
            act();
            _faults.Remove(place);
        }
        catch (ConfigurationException e)
        {
            if (e.Message != _faults.GetValueOrDefault(place))
            {
                Changed?.Invoke(e.Message);
            }

            _faults[place] = e.Message;
        }
    }
}
