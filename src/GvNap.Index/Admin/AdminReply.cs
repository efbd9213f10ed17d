namespace GvNap.Index.Admin;

/// <summary>The answer to an <see cref="AdminRequest"/>.</summary>
/// <param name="Output">What was done or asked for: lines of text, or JSON; without the last line's end.</param>
/// <param name="Problem">Why it could not be done, in one line; null if it was.</param>
internal sealed record AdminReply(string Output, string? Problem = null)
{
    /// <summary>It could not be done.</summary>
    public static AdminReply Fail(string problem) => new("", problem);
}
