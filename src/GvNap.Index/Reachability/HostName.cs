using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace GvNap.Index.Reachability;

/// <summary>Reads hosts that peers advertise: addresses in their usual notation, and DNS names.</summary>
internal static class HostName
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>Reads a host.</summary>
    /// <param name="text">What came.</param>
    /// <param name="host">The one way to write it.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? host)
    {
        host = null;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        if (text.Contains(':'))
        {
            host = text.AsSpan().IndexOfAny("[]%") < 0 && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
                ? AddressRules.Normalise(address).ToString()
                : null;
        }
        else if (char.IsAsciiDigit(text[text.LastIndexOf('.') + 1 is var last && last < text.Length ? last : 0]))
        {
            // Only an IPv4 address ends in a label of digits. 127.1, 0x7f.1 and 017700000001 are ways to hide one.
            host = IPAddress.TryParse(text, out var address) && address.ToString() == text ? text : null;
        }
        else
        {
            host = text.Split('.').All(IsLabel) ? text.ToLowerInvariant() : null;
        }

        return host is not null;
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
