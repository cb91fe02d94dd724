// Why a text is not a number: the two reasons have different errors.
namespace AxMonitor.Engine.Types;

internal enum ParseStatus
{
    Ok,
    Invalid,
    Overflow,
}
