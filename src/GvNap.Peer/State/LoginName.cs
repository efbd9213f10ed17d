using GvNap.Protocol;

namespace GvNap.Peer.State;

/// <summary>The user name of somebody who gave none: the login's, as far as the network allows it.</summary>
internal static class LoginName
{
    private const string Fallback = "peer";

    /// <summary>The name of who is logged in, made valid.</summary>
    public static string Current() => MakeValid(Environment.UserName);

    /// <summary>Puts <c>-</c> in place of each character that a user name may not have, and cuts at the longest.</summary>
    public static string MakeValid(string login)
    {
        // DOMAIN\user and user@domain are both ways to write the user.
        var user = login[(login.LastIndexOf('\\') + 1)..].Split('@')[0];
        var valid = string.Concat(user.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        valid = valid[..Math.Min(valid.Length, ProtocolLimits.UserNameLength)].Trim('-');
        return valid.Length > 0 ? valid : Fallback;
    }
}
