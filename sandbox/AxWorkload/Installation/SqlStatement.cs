// A statement of the workload with the handle under which the server knows its text.
using System.Security.Cryptography;
using System.Text;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Text, command and handle of a statement.</summary>
internal sealed class SqlStatement
{
    public SqlStatement(string text)
    {
        Text = text;
        var verb = text.TrimStart('(', ' ');
        Command =
            verb.StartsWith("FETCH API_CURSOR", StringComparison.Ordinal) ? "FETCH CURSOR"
            : text.Contains("UPDATE ", StringComparison.Ordinal) ? "UPDATE"
            : text.Contains("INSERT INTO", StringComparison.Ordinal) ? "INSERT"
            : text.Contains("DELETE FROM", StringComparison.Ordinal) ? "DELETE"
            : "SELECT";
        var handle = new byte[44];
        handle[0] = 2;
        SHA1.HashData(Encoding.Unicode.GetBytes(text)).CopyTo(handle, 4);
        Handle = handle;
        Hash = handle[4..12];
    }

    public string Text { get; }

    /// <summary>sys.dm_exec_requests.command.</summary>
    public string Command { get; }

    /// <summary>sql_handle.</summary>
    public byte[] Handle { get; }

    /// <summary>query_hash, 8 bytes.</summary>
    public byte[] Hash { get; }
}
