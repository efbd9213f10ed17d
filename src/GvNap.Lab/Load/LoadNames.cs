using System.Globalization;

namespace GvNap.Lab.Load;

/// <summary>What the load's peers are called.</summary>
internal static class LoadNames
{
    private const string Prefix = "load";

    /// <summary>The user name of a peer.</summary>
    public static string OfPeer(int peer) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{peer}");

    /// <summary>The peer that has a user name.</summary>
    public static bool TryReadPeer(string user, out int peer)
    {
        peer = 0;
        return user.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(user.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out peer);
    }
}
