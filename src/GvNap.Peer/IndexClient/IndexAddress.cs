using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using GvNap.Protocol;

namespace GvNap.Peer.IndexClient;

/// <summary>Where an index server listens.</summary>
/// <param name="Host">An address or a DNS name.</param>
/// <param name="Port">The port, 1 to 65535.</param>
public readonly record struct IndexAddress(string Host, int Port)
{
    /// <summary>The port when none is given.</summary>
    public const int DefaultPort = ProtocolLimits.IndexPort;

    /// <summary>Reads <c>HOST</c>, <c>HOST:PORT</c>, <c>[IPV6]</c> or <c>[IPV6]:PORT</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IndexAddress address)
    {
        address = default;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var hostEnd = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.IndexOf(':');
        if (hostEnd < 0 || (text.StartsWith('[') is false && hostEnd != text.LastIndexOf(':')))
        {
            // No colon, or an IPv6 address without brackets: all of it is the host.
            hostEnd = text.Length;
        }

        var host = text[..hostEnd].Trim('[', ']');
        var rest = text[hostEnd..];
        var port = DefaultPort;
        if (host.Length == 0 || host.AsSpan().ContainsAny(" /\t,")
            || (host.Contains(':') && !IPAddress.TryParse(host, out _))
            || (rest.Length > 0 && (rest[0] != ':' || !int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)))
        {
            return false;
        }

        address = new IndexAddress(host, port);
        return true;
    }

    /// <summary>Reads a comma-separated list of at least one address.</summary>
    public static bool TryParseList([NotNullWhen(true)] string? text, out IReadOnlyList<IndexAddress> addresses)
    {
        var list = new List<IndexAddress>();
        addresses = list;
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParse(part, out var address))
            {
                return false;
            }

            list.Add(address);
        }

        return list.Count > 0;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}") : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
