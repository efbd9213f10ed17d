namespace GvNap.Index.Admin;

/// <summary>A command to a running index server, typed at its console or given to <c>gvnap-index</c>.</summary>
/// <param name="Verb">One of <see cref="AdminVerbs"/>.</param>
/// <param name="Target">Of <c>ban</c> and <c>unban</c>: whom.</param>
/// <param name="Text">A reason or a message; may be empty.</param>
/// <param name="Json">Whether the answer is for a program.</param>
internal sealed record AdminRequest(string Verb, string Target = "", string Text = "", bool Json = false);
