using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using GvNap.Index.Reachability;
using GvNap.Protocol.Naming;

namespace GvNap.Index.Bans;

/// <summary>Whom a ban shuts out: a user, or all who come from a range of addresses.</summary>
internal abstract record BanTarget
{
    private const string UserPrefix = "user:";
    private const int MappedBits = 96;

    /// <summary>The one way to write it, which <see cref="TryParse"/> reads: <c>user:alice</c>, <c>10.1.2.3</c>, <c>10.1.0.0/16</c>.</summary>
    public abstract override string ToString();

    /// <summary>
    /// Reads a user name, an address, or a range in CIDR notation, whose host bits do not matter. What may be an address
    /// is one: a user whose name looks so is written <c>user:NAME</c>. An IPv4 address inside IPv6 is that IPv4 address.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BanTarget? target)
    {
        text = text.Trim();
        target = text.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase) ? ParseUser(text[UserPrefix.Length..])
            : text.Contains('/') || text.Contains(':') || IsLikeAddress(text) ? ParseAddresses(text)
            : ParseUser(text);
        return target is not null;
    }

    /// <summary>Says what is wrong with a text that <see cref="TryParse"/> refuses.</summary>
    public static string Explain(string text) =>
        $"'{SafeText.ForTerminal(text)}' is no user name, address or range: write alice, 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32{(UserName.IsValid(text) ? $", or user:{text} for a user" : "")}.";

    private static User? ParseUser(string name) => UserName.IsValid(name) ? new User(UserName.Fold(name)) : null;

    private static Addresses? ParseAddresses(string text)
    {
        var slash = text.IndexOf('/');
        var host = slash < 0 ? text : text[..slash];
        if (!HostName.TryRead(host, out _) || !IPAddress.TryParse(host, out var address))
        {
            return null;
        }

        var bits = address.GetAddressBytes().Length * 8;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6 && length >= MappedBits)
        {
            (address, length) = (address.MapToIPv4(), length - MappedBits);
        }

        return new Addresses(new IPNetwork(Mask(address, length), length));
    }

    // Also one that is mistyped: it must not become the ban of a user whom nobody meant.
    private static bool IsLikeAddress(string text) => text.Contains('.') && text.All(letter => letter == '.' || char.IsAsciiDigit(letter));

    /// <summary>An address without its host bits.</summary>
    internal static IPAddress Mask(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var index = 0; index < bytes.Length; index++)
        {
            var kept = Math.Clamp(length - (8 * index), 0, 8);
            bytes[index] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }

    /// <summary>A user.</summary>
    /// <param name="Name">The user name in lower case.</param>
    internal sealed record User(string Name) : BanTarget
    {
        /// <inheritdoc/>
        public override string ToString() => UserPrefix + Name;
    }

    /// <summary>A range of addresses.</summary>
    /// <param name="Network">The range; of a single address, with its full length.</param>
    internal sealed record Addresses(IPNetwork Network) : BanTarget
    {
        /// <inheritdoc/>
        public override string ToString() =>
            Network.PrefixLength == Network.BaseAddress.GetAddressBytes().Length * 8 ? Network.BaseAddress.ToString() : Network.ToString();
    }
}
