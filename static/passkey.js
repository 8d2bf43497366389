/* Shows what needs scripts, and says in words when a passkey did not work. */
document.addEventListener('DOMContentLoaded', function () {
  document.querySelectorAll('button[id^=passkey_]').forEach(function (button) { button.hidden = false })
})
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  document.getElementById('passkey_problem').hidden = false
})
