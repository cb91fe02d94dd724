// An Extended Events file as sys.fn_xe_file_target_read_file shows it: events stand in blocks, all events of
// a block have its offset.
namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>One .xel file.</summary>
internal sealed class XeFile(string name)
{
    private readonly List<XeBlock> _blocks = [];

    /// <summary>Full path as the server knows it.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<XeBlock> Blocks => _blocks;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; } = 512;

    public void Append(IReadOnlyList<XeEvent> events)
    {
        _blocks.Add(new XeBlock(Length, events));
        Length += events.Sum(e => 64 + (2L * e.Xml.Length));
    }
}
