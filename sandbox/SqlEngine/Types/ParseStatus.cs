// Why a text is not a number: the two reasons have different errors.
namespace AxMonitor.Sandbox.SqlEngine.Types;

internal enum ParseStatus
{
    Ok,
    Invalid,
    Overflow,
}
